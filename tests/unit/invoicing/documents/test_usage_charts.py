"""The usage of the last months, in the words of the invoice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from invoicing.document_values import MonthOfUsage, UsageHistory
from invoicing.documents.formats import Formats
from invoicing.documents.usage_charts import usage_charts
from tests.integration.invoicing.documents.sample_documents import PLACE, invoice_document

ENGLISH, GERMAN = Formats("en", "GBP"), Formats("de", "EUR")


def history(*quantities, subscription_id=1, last=(2026, 1), unit="kWh"):
    """Months one after the other up to the last; None leaves one out."""
    number = last[0] * 12 + last[1] - len(quantities)
    months = tuple(
        MonthOfUsage(date((number + n) // 12, (number + n) % 12 + 1, 1), Decimal(quantity))
        for n, quantity in enumerate(quantities)
        if quantity is not None
    )
    return UsageHistory(subscription_id, "Electricity", unit, months)


def charts(*histories, formats=ENGLISH, **changes):
    return usage_charts(invoice_document(usage=histories, **changes), formats)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_sets_this_month_beside_the_same_one_of_the_year_before():
    (chart,) = charts(history(*["200"] * 12, "230.4"))
    assert [bar.month for bar in chart.bars] == [
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sept",
        "Oct",
        "Nov",
        "Dec",
        "Jan",
    ]
    assert [bar.year for bar in chart.bars] == ["2025", *[""] * 11, "2026"]
    assert [(bar.month, bar.value) for bar in chart.bars if bar.value] == [("Jan", "200"), ("Jan", "230")]
    assert (chart.title, chart.unit) == ("Electricity", "kWh")
    assert chart.sentence == "15% more than in January 2025"


def test_tells_less_and_the_same():
    assert charts(history(*["200"] * 12, "100"))[0].sentence == "50% less than in January 2025"
    assert charts(history(*["200"] * 12, "200.4"))[0].sentence == "The same as in January 2025"


def test_speaks_german():
    (chart,) = charts(history(*["2"] * 12, "2.5", unit="m3"), formats=GERMAN)
    assert plain(chart.sentence) == "25 % mehr als im Januar 2025"
    assert (chart.bars[4].month, chart.bars[-1].value, chart.unit) == ("Mai", "2,5", "m³")


def test_shows_what_there_is_and_leaves_room_for_months_that_are_not_known():
    (chart,) = charts(history("200", None, "230"))
    assert [(bar.month, bar.quantity) for bar in chart.bars] == [
        ("Nov", Decimal(200)),
        ("Dec", None),
        ("Jan", Decimal(230)),
    ]
    assert chart.sentence == ""


def test_draws_nothing_where_there_is_nothing_to_compare():
    assert charts() == []
    assert charts(history("230")) == []
    assert charts(history("0", "0")) == []


def test_compares_with_no_year_before_that_had_no_usage():
    assert charts(history("0", *["200"] * 12))[0].sentence == ""


def test_names_the_service_points_of_several_places():
    other = replace(PLACE, subscription_id=2, service_point="10 0000 0002")
    found = charts(history("1", "2"), history("3", "4", subscription_id=2), places=(PLACE, other))
    assert [chart.title for chart in found] == [
        "Electricity · 10 0000 0001",
        "Electricity · 10 0000 0002",
    ]
