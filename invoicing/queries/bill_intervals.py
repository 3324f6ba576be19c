"""An invoice interval by interval: what was used, in which bucket, and what that cost to the cent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from invoicing.drafting.priced_usage import PricedUsage
from invoicing.drafting.spread_amounts import AmountToSpread, spread_amounts
from invoicing.models import Invoice, InvoiceLine
from invoicing.queries.billed_usage import BilledService, load_priced_usage
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix
from pricing.money import minor_unit_scale
from pricing.rating.plan_terms import PlanTerms, calendar_of, metrics_counted
from pricing.rating.tou_calendar import TouCalendar


@dataclass(frozen=True, slots=True)
class PlaceIntervals:
    """One metric at one place over some days, on one grid.

    `quantities`: int64, shape (grid.count,), whole numbers of 10^-`decimals` of `unit`. `qualities`: uint8 of
    that shape. `bucket_numbers`: int64 of that shape into `buckets`, or None without a calendar. `amounts` has
    what the metric cost (below zero: earned) in each interval, tax included, and `day_amounts` in each day; both
    are empty for days that are not billed. `day_counts` says how many intervals each day has.
    """

    zone_name: str
    from_date: date
    to_date: date
    grid: IntervalGrid
    unit: str
    decimals: int
    quantities: NDArray[np.int64]
    qualities: NDArray[np.uint8]
    buckets: tuple[str, ...]
    bucket_numbers: NDArray[np.int64] | None
    amounts: tuple[Decimal, ...]
    day_amounts: tuple[Decimal, ...]
    day_counts: tuple[int, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The local days in order."""
        return tuple(
            self.from_date + timedelta(days=number) for number in range((self.to_date - self.from_date).days)
        )

    def columns(self, day: date) -> slice:
        """The intervals of a day."""
        place = (day - self.from_date).days
        first = sum(self.day_counts[:place])
        return slice(first, first + self.day_counts[place])

    def quantity(self, columns: slice, bucket: int | None = None) -> Decimal:
        """The sum of some intervals, of one bucket if it is given."""
        quantities = self.quantities[columns]
        if bucket is not None and self.bucket_numbers is not None:
            quantities = quantities[self.bucket_numbers[columns] == bucket]
        return Decimal(int(quantities.sum())).scaleb(-self.decimals)

    def starts_at(self, column: int) -> datetime:
        """The local start of an interval."""
        return self.grid.start_of(column).astimezone(LocalCalendar(self.zone_name).zone)


def load_bill_intervals(invoice: Invoice, billed: BilledService, metric: str) -> PlaceIntervals | None:
    """A place of the invoice with the metric's usage and the lines that count it spread over it.

    The amounts add up to those lines with their taxes; what counts no metric is in `load_bill_parts`. None when
    the usage cannot be put together any more. Five queries for channels of one shape.
    """
    priced = load_priced_usage(invoice, [billed])[billed.service.subscription_id]
    if metric not in priced.usage:
        return None
    lines = InvoiceLine.objects.filter(
        invoice=invoice, subscription=billed.service.subscription_id, trace__m=metric
    ).order_by("position")
    amounts = [_to_spread(line, priced) for line in lines]
    shown = place_intervals(priced, metric)
    spread = spread_amounts(amounts, shown.day_counts, minor_unit_scale(invoice.currency))
    return replace(shown, amounts=spread.by_interval, day_amounts=spread.by_day)


def place_intervals(priced: PricedUsage, metric: str) -> PlaceIntervals:
    """The metric's usage with the buckets of the plan, without amounts."""
    own = priced.usage[metric]
    step = own.grid.step_minutes
    calendar = LocalCalendar(priced.zone_name)
    period = calendar.span(priced.span.from_date, priced.span.to_date)
    grid = IntervalGrid.filling(period, step)
    tou = _calendar(priced.terms, metric)
    return PlaceIntervals(
        zone_name=priced.zone_name,
        from_date=priced.span.from_date,
        to_date=priced.span.to_date,
        grid=grid,
        unit=own.unit,
        decimals=own.decimals,
        quantities=own.quantities[0],
        qualities=_qualities(own),
        buckets=() if tou is None else tou.buckets,
        bucket_numbers=None if tou is None else tou.bucket_numbers(grid, priced.zone_name),
        amounts=(),
        day_amounts=(),
        day_counts=tuple(calendar.interval_count(day, step) for day in calendar.dates(period)),
    )


def _to_spread(line: InvoiceLine, priced: PricedUsage) -> AmountToSpread:
    """The line with its tax, and the usage that it counted where its amount goes by that."""
    trace = line.trace
    amount = line.amount + line.tax_amount
    usage = priced.usage[trace["m"]]
    if trace.get("of") not in {"total", "bucket_total"} or trace["rule"] == "tier_flat":
        return AmountToSpread(amount)
    weights = usage.quantities[0]
    if "b" in trace:
        tou = _calendar(priced.terms, trace["m"], line.charge_code)
        if tou is None:
            return AmountToSpread(amount)
        numbers = tou.bucket_numbers(usage.grid, priced.zone_name)
        weights = np.where(numbers == tou.buckets.index(trace["b"]), weights, 0)
    return AmountToSpread(amount, weights)


def _calendar(terms: PlanTerms, metric: str, charge_code: str = "") -> TouCalendar | None:
    """The calendar by which a charge counts the metric: that of one charge, or of the first that has any."""
    for charge in terms.charges:
        if charge_code and charge.code != charge_code:
            continue
        calendar = calendar_of(charge.determinant)
        if calendar and metric in metrics_counted(charge.determinant):
            return terms.calendars[calendar]
    return None


def _qualities(usage: UsageMatrix) -> NDArray[np.uint8]:
    if usage.qualities is None:
        return np.full(usage.grid.count, ReadingQuality.ACTUAL, dtype=np.uint8)
    qualities: NDArray[np.uint8] = usage.qualities[0]
    return qualities
