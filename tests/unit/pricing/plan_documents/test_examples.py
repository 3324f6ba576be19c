"""The published tariffs that come with the project."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from pricing.plan_documents.canonical import canonical_text
from pricing.plan_documents.reading import read_plan_document
from pricing.plan_documents.validation import validate_plan_document
from pricing.rating import replay
from pricing.rating.explanation import explain
from pricing.rating.request import UsageEvent
from tests.unit.pricing.plan_documents.example_usage import (
    EXAMPLES,
    FOLDER,
    ZONES,
    billed,
    constant,
    document_of,
    index_of,
    metrics_of_events,
    period_of,
)


def name_of(path):
    return path.stem


def rated(name, from_date, to_date, *, per_interval=250):
    """A month of quarter-hours that all use the same, in thousandths of the unit, and some events."""
    document, period = document_of(name), period_of(name, from_date, to_date)
    of_events = metrics_of_events(document)
    usage = {
        metric: constant(period, wanted["unit"], per_interval)
        for metric, wanted in document["metrics"].items()
        if metric not in of_events
    }
    events = [
        UsageEvent(period.start + timedelta(days=day, hours=9), Decimal(90 * day), {"kind": kind}, f"{day}")
        for day, kind in ((1, "PUT"), (2, "GET"), (20, "PUT"))
    ]
    indices = {"WHOLESALE_GB": index_of(period, [80])}
    terms, account = billed(name, period, usage, dict.fromkeys(of_events, events), indices=indices)
    return terms, account.lines


def test_every_example_has_a_zone_here():
    assert {path.stem for path in EXAMPLES} == set(ZONES)


def test_the_example_in_the_handbook_has_no_problem():
    handbook = FOLDER.parents[2] / "docs" / "plan_documents.md"
    example = handbook.read_text(encoding="utf-8").split("```json\n")[1].split("```")[0]
    assert validate_plan_document(read_plan_document(example.encode())) == ()


@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_has_no_problem_and_is_written_as_export_writes_it(path):
    document = read_plan_document(path.read_bytes())
    assert validate_plan_document(document) == ()
    assert canonical_text(document).encode() == path.read_bytes()


@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
@pytest.mark.parametrize("month", [1, 3, 7])
def test_every_line_of_a_month_follows_from_its_trace(path, month):
    terms, lines = rated(path.stem, date(2027, month, 1), date(2027, month + 1, 1))
    assert lines
    for line in lines:
        replayed = replay(line.trace)
        assert (replayed.quantity, replayed.exact_amount, replayed.amount) == (
            line.quantity,
            line.exact_amount,
            line.amount,
        )
        assert explain(line.trace, terms.currency, line.unit).endswith(f"{line.amount} {terms.currency}")


def test_water_in_four_blocks():
    # 31 days x 96 x 0.010 m3 = 29.76 m3: 5, 10, 10 and 4.76 m3; availability 31 x 0.0744 = 2.3064.
    _, lines = rated("water_blocks", date(2026, 1, 1), date(2026, 2, 1), per_interval=10)
    assert [(line.quantity, line.amount) for line in lines] == [
        (Decimal(31), Decimal("2.31")),
        (Decimal(5), Decimal("2.01")),
        (Decimal(10), Decimal("6.57")),
        (Decimal(10), Decimal("12.08")),
        (Decimal("4.760"), Decimal("12.22")),
    ]


def test_daily_allowance_of_a_winter_month():
    # 31 x 8.2 = 254.2 kWh at 0.25902 = 65.842884; 744 - 254.2 = 489.8 kWh at 0.32596 = 159.655208.
    _, lines = rated("us_residential_tiered", date(2026, 1, 1), date(2026, 2, 1))
    assert [(line.quantity, line.amount) for line in lines] == [
        (Decimal("254.2"), Decimal("65.84")),
        (Decimal("489.8"), Decimal("159.66")),
    ]


def test_solar_export_is_a_credit():
    # 2976 x 0.25 kWh = 744 kWh at -0.0866 = -64.4304.
    _, lines = rated("au_residential_solar", date(2026, 1, 1), date(2026, 2, 1))
    credit = lines[-1]
    assert (credit.charge_code, credit.amount, credit.tax_code) == ("SOLAR", Decimal("-64.43"), None)


def test_demand_is_charged_in_peak_hours_only():
    # Constant 1 kW: 25.36 for facilities, 8.83 for the winter peak, nothing for other hours.
    _, lines = rated("us_commercial_tou_demand", date(2026, 1, 1), date(2026, 2, 1))
    demand = {line.charge_code: line.amount for line in lines if line.unit == "kW"}
    assert demand == {"FACILITIES": Decimal("25.36"), "PEAK_DEMAND": Decimal("8.83")}


def test_included_minutes_cost_nothing():
    # 2976 x 0.1 = 297.6 minutes: 275 are free, 22.6 at 0.20 = 4.52.
    _, lines = rated("call_minutes", date(2026, 1, 1), date(2026, 2, 1), per_interval=100)
    assert [line.amount for line in lines] == [Decimal("25.00"), Decimal("0.00"), Decimal("4.52")]
