"""Small requests for tests: a plan of a few charges, and usage that fills local days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix
from metering.usage.usage_series import UsageSeries
from pricing.rating import LineKind, PlanTerms, RatedLine, RatingBatch, RatingRequest
from pricing.rating.lines import LineShare
from pricing.rating.plan_terms import Charge, Determinant, MetricTerms, Price, Tier

METRIC = "ELECTRICITY"
NEW_YORK = "America/New_York"
BERLIN = "Europe/Berlin"


def local_days(zone_name: str, first: date, end: date) -> Period:
    """The local days from `first` up to but not including `end`."""
    return LocalCalendar(zone_name).span(first, end)


def tiers(*rows: Sequence[Any]) -> tuple[Tier, ...]:
    """Tiers from (top, price) or (top, price, flat fee), written as text; top None is open."""
    return tuple(
        Tier(None if top is None else Decimal(top), Decimal(price), *map(Decimal, flat))
        for top, price, *flat in rows
    )


def charge(code: str, determinant: Determinant, price: Price | Mapping[Any, Price], **facts: Any) -> Charge:
    """A charge with one price, or one per bucket."""
    prices: Mapping[Any, Price] = price if isinstance(price, Mapping) else {None: price}
    return Charge(code, code.capitalize(), determinant, prices, **facts)


def terms(*charges: Charge, **facts: Any) -> PlanTerms:
    """A plan in euros that prices METRIC in kWh."""
    facts = {"currency": "EUR", "metrics": {METRIC: MetricTerms("kWh")}, **facts}
    return PlanTerms(code="test", charges=charges, **facts)


def series(period: Period, step_minutes: int, quantities: int | Sequence[int], **facts: Any) -> UsageSeries:
    """Usage on a grid that fills the period; one number stands for every interval."""
    grid = IntervalGrid.filling(period, step_minutes)
    values = np.full(grid.count, quantities) if isinstance(quantities, int) else np.array(quantities)
    actual = np.full(grid.count, ReadingQuality.ACTUAL, dtype=np.uint8)
    facts = {"qualities": actual, "unit": "kWh", "decimals": 0, **facts}
    return UsageSeries(grid=grid, quantities=values.astype(np.int64), **facts)


def request(
    plan: PlanTerms,
    period: Period,
    usage: UsageSeries | None = None,
    *,
    zone_name: str = "UTC",
    full_period: Period | None = None,
) -> RatingRequest:
    """One account with usage of METRIC."""
    used = {} if usage is None else {METRIC: usage}
    return RatingRequest(plan, zone_name, period, full_period or period, used)


def batch(
    plan: PlanTerms,
    period: Period,
    rows: Sequence[UsageSeries],
    *,
    zone_name: str = "UTC",
    full_period: Period | None = None,
) -> RatingBatch:
    """Several accounts with usage of METRIC on one grid."""
    matrix = UsageMatrix(
        rows[0].grid,
        np.stack([row.quantities for row in rows]),
        np.stack([row.qualities for row in rows]),
        rows[0].unit,
        rows[0].decimals,
    )
    return RatingBatch(plan, zone_name, period, full_period or period, len(rows), {METRIC: matrix})


def rated_line(code: str, amount: str | Decimal, tax_code: str | None = None, **facts: Any) -> RatedLine:
    """A charge's line of that amount, whatever it was priced by."""
    value = Decimal(amount)
    facts = {"kind": LineKind.CHARGE, **facts}
    return RatedLine(
        charge_code=code,
        label=code,
        quantity=Decimal(1),
        unit="period",
        unit_price=value,
        exact_amount=value,
        amount=value,
        tax_code=tax_code,
        trace={},
        **facts,
    )


def share(code: str, amount: str, tier: int | None = None) -> LineShare:
    """A part of a line's amount that stands for a charge."""
    return LineShare(code, tier, Decimal(amount))
