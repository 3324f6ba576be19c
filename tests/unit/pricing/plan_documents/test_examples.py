"""The published tariffs that come with the project."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

import pricing.plan_documents
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_series import UsageSeries
from pricing.plan_documents.canonical import canonical_text
from pricing.plan_documents.reading import read_plan_document
from pricing.plan_documents.to_terms import plan_terms
from pricing.plan_documents.validation import validate_plan_document
from pricing.rating import RatingRequest, rate, replay
from pricing.rating.explanation import explain

FOLDER = Path(pricing.plan_documents.__file__).parent / "examples"
EXAMPLES = sorted(FOLDER.glob("*.json"))
ZONES = {
    "au_residential_solar": "Australia/Brisbane",
    "call_minutes": "Europe/Amsterdam",
    "dk_network_time_of_use": "Europe/Copenhagen",
    "fr_residential_day_night": "Europe/Paris",
    "uk_business": "Europe/London",
    "uk_half_hourly": "Europe/London",
    "us_commercial_tou_demand": "America/Los_Angeles",
    "us_residential_tiered": "America/Los_Angeles",
    "us_residential_tou": "America/Phoenix",
    "water_blocks": "Europe/Lisbon",
}


def name_of(path: Path) -> str:
    return path.stem


def document_of(name):
    return read_plan_document((FOLDER / f"{name}.json").read_bytes())


def rated(name, from_date, to_date, *, per_interval=250):
    """A month of quarter-hours that all use the same, in thousandths of the unit."""
    terms = plan_terms(document_of(name))
    period = LocalCalendar(ZONES[name]).span(from_date, to_date)
    grid = IntervalGrid.filling(period, 15)
    usage = {
        metric: UsageSeries(
            grid,
            np.full(grid.count, per_interval, dtype=np.int64),
            np.full(grid.count, ReadingQuality.ACTUAL, dtype=np.uint8),
            wanted.unit,
            3,
        )
        for metric, wanted in terms.metrics.items()
    }
    return terms, rate(RatingRequest(terms, ZONES[name], period, period, usage))


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
