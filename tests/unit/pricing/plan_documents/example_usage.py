"""Usage to rate the examples by: readings, events and index prices that are easy to reckon with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import pricing.plan_documents
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_series import UsageSeries
from pricing.plan_documents.charge_parts import determinants_of, metrics_named
from pricing.plan_documents.reading import read_plan_document
from pricing.plan_documents.to_terms import plan_terms
from pricing.rating import RatedLine, RatingRequest, compute_taxes
from pricing.rating.carried import NOTHING_CARRIED, Carried
from pricing.rating.engine import rate_accounts
from pricing.rating.index_series import IndexSeries
from pricing.rating.lines import RatedAccount
from pricing.rating.plan_terms import PlanTerms
from pricing.rating.request import UsageEvent

FOLDER: Final = Path(pricing.plan_documents.__file__).parent / "examples"
EXAMPLES: Final = sorted(FOLDER.glob("*.json"))
ZONES: Final = {
    "au_residential_solar": "Australia/Brisbane",
    "bandwidth_95": "UTC",
    "call_minutes": "Europe/Amsterdam",
    "calls_by_time": "Europe/Amsterdam",
    "card_payments": "America/New_York",
    "cloud_storage": "UTC",
    "committed_use": "UTC",
    "dk_network_time_of_use": "Europe/Copenhagen",
    "fr_residential_day_night": "Europe/Paris",
    "in_slabs_two_months": "Asia/Kolkata",
    "ke_household_levies": "Africa/Nairobi",
    "mobile_bundle": "Europe/Amsterdam",
    "uk_business": "Europe/London",
    "uk_half_hourly": "Europe/London",
    "uk_index_half_hourly": "Europe/London",
    "us_commercial_tou_demand": "America/Los_Angeles",
    "us_demand_ratchet": "America/Chicago",
    "us_feed_in": "America/Detroit",
    "us_hours_of_use": "America/New_York",
    "us_large_demand": "America/New_York",
    "us_net_metering": "America/New_York",
    "us_residential_tiered": "America/Los_Angeles",
    "us_residential_tou": "America/Phoenix",
    "us_tiers_by_time": "America/Los_Angeles",
    "water_blocks": "Europe/Lisbon",
}
_OF_EVENTS: Final = frozenset({"event_total", "time_weighted", "recurring_units", "each_event"})


def document_of(name: str) -> dict[str, Any]:
    """The example as it is written."""
    return read_plan_document((FOLDER / f"{name}.json").read_bytes())


def metrics_of_events(document: dict[str, Any]) -> set[str]:
    """The metrics that are counted by events."""
    return {
        code
        for charge in document["charges"]
        for _, determinant in determinants_of(charge)
        if determinant["kind"] in _OF_EVENTS
        for _, code in metrics_named(determinant)
    }


def period_of(name: str, from_date: date, to_date: date) -> Period:
    """The local days from the one date up to the other, where the example is supplied."""
    return LocalCalendar(ZONES[name]).span(from_date, to_date)


def constant(period: Period, unit: str, per_interval: int, *, step: int = 15) -> UsageSeries:
    """The same in every interval, in thousandths of the unit."""
    grid = IntervalGrid.filling(period, step)
    return series(grid, np.full(grid.count, per_interval, dtype=np.int64), unit)


def series(grid: IntervalGrid, quantities: NDArray[np.int64], unit: str) -> UsageSeries:
    """Actual readings, in thousandths of the unit."""
    quality = np.full(grid.count, ReadingQuality.ACTUAL, dtype=np.uint8)
    return UsageSeries(grid, quantities, quality, unit, 3)


def index_of(period: Period, prices: Sequence[int], *, step: int = 30) -> IndexSeries:
    """Known prices in thousandths of the currency; each holds for an equal share of the period."""
    grid = IntervalGrid.filling(period, step)
    spread = np.repeat(np.array(prices, dtype=np.int64), grid.count // len(prices))
    return IndexSeries(grid, spread, np.ones(grid.count, dtype=np.bool_), 3, "final")


def billed(
    name: str,
    period: Period,
    usage: Mapping[str, UsageSeries] | None = None,
    events: Mapping[str, Sequence[UsageEvent]] | None = None,
    *,
    indices: Mapping[str, IndexSeries] | None = None,
    carried: Mapping[str, Any] | None = None,
) -> tuple[PlanTerms, RatedAccount]:
    """What the example bills for the whole period."""
    terms = plan_terms(document_of(name))
    request = RatingRequest(
        terms,
        ZONES[name],
        period,
        period,
        usage or {},
        events or {},
        carried=Carried(carried) if carried else NOTHING_CARRIED,
        indices=indices or {},
    )
    return terms, rate_accounts(request.as_batch())[0]


def total(terms: PlanTerms, lines: Sequence[RatedLine]) -> Decimal:
    """Lines and taxes together."""
    rounding = terms.rounding
    taxes = compute_taxes(lines, terms.taxes, rounding.scale, rounding.mode)
    return sum((line.amount for line in lines), Decimal(0)) + sum((tax.amount for tax in taxes), Decimal(0))
