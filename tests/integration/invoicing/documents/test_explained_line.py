# ruff: noqa: RUF001 - the multiplication sign belongs to the picture
"""An opened line in words and pictures."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from invoicing.documents.explained_line import explain_line
from invoicing.models import InvoiceLine
from invoicing.queries.opened_line import load_opened_line
from metering.models import Channel
from tests.factories.billing import FEBRUARY, JANUARY, drafted_run, supplied_account
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db


def opened(position=2, day=None, **kwargs):
    supplied_account(**kwargs)
    drafted_run()
    return load_opened_line(InvoiceLine.objects.get(position=position), day)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_draws_the_tiers_side_by_side():
    line = explain_line(opened(), "en")
    assert [(band.x, band.width, band.text, band.css_class) for band in line.tiers] == [
        ("0.000%", "80.645%", "300 × 0.25 = 75.00", "c1"),
        ("80.645%", "19.355%", "", "c2 other"),
    ]
    assert plain(line.tiers_summary) == "300 of 372 kWh at 0.25; 72 of 372 kWh at 0.31"


def test_says_what_the_days_come_to_and_draws_each():
    line = explain_line(opened(), "en", lambda day: f"/days/{day}")
    assert plain(line.days_summary) == "31 days come to 372 kWh; the highest is 1 Jan with 12 kWh."
    assert len(line.day_chart.bars) == 31
    assert line.day_chart.bars[1].url == "/days/2026-01-02"
    assert plain(line.day_chart.bars[1].title) == "2 Jan: 12 kWh"


def test_draws_the_intervals_of_a_day():
    line = explain_line(opened(day=date(2026, 1, 2)), "en")
    assert plain(line.intervals_summary) == "Friday, 2 January 2026: 12 kWh of this line in 48 readings."
    assert [bar.title for bar in line.interval_chart.bars[:2]] == [
        "00:00: 0.25 · actual",
        "00:30: 0.25 · actual",
    ]
    assert line.day_chart.bars[1].css_class == "c1 chosen"
    assert line.legend == ()


def test_marks_what_is_not_an_actual_reading():
    qualities = np.full(31 * 48, 60, dtype=np.uint8)
    qualities[:6] = 20
    supplied_account(quantity=None)
    store_readings(Channel.objects.get(), JANUARY, FEBRUARY, 250, qualities=qualities)
    drafted_run()
    line = explain_line(load_opened_line(InvoiceLine.objects.get(position=2), JANUARY), "en")
    assert line.day_chart.bars[0].css_class == "c1 est chosen"
    assert plain(line.day_chart.bars[0].title) == "1 Jan: 12 kWh, 6 of 48 readings estimated or replaced"
    assert [bar.css_class for bar in line.interval_chart.bars[5:7]] == ["c1 est", "c1"]


def test_names_the_files_and_the_instant():
    line = explain_line(opened(), "en")
    (source,) = line.sources
    assert source.name.startswith("readings-")
    assert plain(source.note) == "31 days of readings, received 1 Feb 2026, 07:00 GMT"
    assert line.as_of == "Readings as they stood on 2 Feb 2026, 06:00 GMT"


def test_tells_customers_what_happened_instead_of_names_of_files():
    (source,) = explain_line(opened(), "en", to_customer=True).sources
    assert source.name == "measured by your meter, delivered by North Grid on 1 February 2026"
    assert plain(source.note) == "31 days"
    (source,) = explain_line(opened(), "de", to_customer=True).sources
    assert source.name == "gemessen von Ihrem Zähler, geliefert von North Grid am 1. Februar 2026"


def test_proves_the_amount_and_the_quantity():
    line = explain_line(opened(), "en")
    assert line.replay.endswith(": 75 → 75.00, the same to the cent.")
    assert (line.recount, line.recounts) == (
        "We have just added up the readings again: the quantity is the same.",
        True,
    )


def test_admits_what_it_cannot_prove():
    line = opened()
    odd = explain_line(replace(line, recounted=Decimal("371.5"), replays=False), "en")
    assert (
        plain(odd.recount)
        == "We have just added up the readings again: they come to 371.5 kWh, not 372 kWh. Please tell us."
    )
    assert "it is not the same" in odd.replay
    assert not odd.recounts


@pytest.mark.parametrize(
    ("language", "metric", "text"),
    [
        ("en", "WATER", "31 days in which nothing was used."),
        ("de", "WATER", "31 Tage, in denen nichts verbraucht wurde."),
        ("de", "ELECTRICITY_EXPORT", "31 Tage, in denen nichts eingespeist wurde."),
    ],
)
def test_says_that_nothing_was_used(language, metric, text):
    line = opened()
    days = tuple(replace(day, quantity=Decimal(0)) for day in line.days)
    unused = replace(line, days=days, recounted=Decimal(0), trace={**line.trace, "m": metric})
    assert plain(explain_line(unused, language).days_summary) == text


def test_has_no_pictures_of_a_line_that_counts_no_readings():
    line = explain_line(opened(position=1), "en")
    assert (line.tiers, line.day_chart, line.interval_chart, line.sources) == ((), None, None, ())
    assert (line.days_summary, line.recount, line.recounts) == ("", "", True)


def test_speaks_german():
    line = explain_line(opened(day=JANUARY), "de")
    assert plain(line.days_summary) == "31 Tage ergeben 372 kWh; am meisten am 1. Jan. mit 12 kWh."
    assert plain(line.intervals_summary) == (
        "Donnerstag, 1. Januar 2026: 12 kWh dieser Position in 48 Messwerten."
    )
    assert line.words["rule"] == "Preisregel"
    assert line.version_text == "Fassung 1"
