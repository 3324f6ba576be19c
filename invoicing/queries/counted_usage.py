"""The usage that an invoice line counted, day by day and interval by interval, as of the invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from invoicing.drafting.channel_usage import ChannelRows, added
from metering.queries.channels import ChannelFacts
from metering.queries.usage import load_channel_usage
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality
from metering.usage.usage_matrix import UsageMatrix
from pricing.money import EXACT
from pricing.rating.plan_terms import PlanTerms, calendar_of


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A local day: what the line counted of it, and how many of the intervals counted are not actual.

    `quantity` is in the line's unit: a sum, or for a demand the day's highest.
    """

    date: date
    quantity: Decimal
    interval_count: int
    estimated_count: int


@dataclass(frozen=True, slots=True)
class CountedInterval:
    """An interval by its local start; `quantity` is in the plan's unit, `bucket` empty without a calendar.

    `is_counted` tells whether the line counts it: others of the day fall into another bucket.
    """

    starts_at: datetime
    quantity: Decimal
    quality: ReadingQuality
    bucket: str
    is_counted: bool


@dataclass(frozen=True, slots=True)
class CountedUsage:
    """One metric's usage over a line's days, and which of its intervals the line counts.

    `counted`: bool, shape (intervals,). `bucket_numbers`: int64 of the same shape into `buckets`, or None
    without a calendar. `window_minutes` is that of a demand, else None.
    """

    usage: UsageMatrix
    calendar: LocalCalendar
    counted: NDArray[np.bool_]
    buckets: tuple[str, ...]
    bucket_numbers: NDArray[np.int64] | None
    window_minutes: int | None

    def total(self) -> Decimal:
        """What the line should have counted: the sum, or the highest demand."""
        if self.window_minutes is not None:
            return max((day.quantity for day in self.days()), default=Decimal(0))
        return self._decimal(int(self.usage.quantities[0][self.counted].sum()))

    def days(self) -> tuple[CountedDay, ...]:
        """Each local day of the line, in order."""
        return tuple(self._day(day, columns) for day, columns in self._columns_by_day())

    def intervals(self, day: date) -> tuple[CountedInterval, ...]:
        """All intervals of one local day, in order; none for a day that the line does not bill."""
        columns = next((columns for found, columns in self._columns_by_day() if found == day), None)
        if columns is None:
            return ()
        qualities = self._qualities()
        return tuple(
            CountedInterval(
                self.usage.grid.start_of(column).astimezone(self.calendar.zone),
                self._decimal(int(self.usage.quantities[0, column])),
                ReadingQuality(int(qualities[column])),
                "" if self.bucket_numbers is None else self.buckets[int(self.bucket_numbers[column])],
                bool(self.counted[column]),
            )
            for column in range(columns.start, columns.stop)
        )

    def _columns_by_day(self) -> list[tuple[date, slice]]:
        grid = self.usage.grid
        step = timedelta(minutes=grid.step_minutes)
        found = []
        for day in self.calendar.dates(grid.period):
            period = self.calendar.day(day)
            first, end = (-(-(instant - grid.start) // step) for instant in (period.start, period.end))
            found.append((day, slice(first, end)))
        return found

    def _day(self, day: date, columns: slice) -> CountedDay:
        counted = self.counted[columns]
        quantities = self.usage.quantities[0, columns]
        if self.window_minutes is None:
            quantity = self._decimal(int(quantities[counted].sum()))
        else:
            quantity = self._highest(quantities, counted, self.window_minutes)
        not_actual = self._qualities()[columns][counted] != ReadingQuality.ACTUAL
        return CountedDay(day, quantity, int(counted.sum()), int(not_actual.sum()))

    def _highest(
        self, quantities: NDArray[np.int64], counted: NDArray[np.bool_], window_minutes: int
    ) -> Decimal:
        """The day's highest demand per hour; a window counts where its first interval does."""
        per_window = window_minutes // self.usage.grid.step_minutes
        whole = len(quantities) // per_window * per_window
        windows = quantities[:whole].reshape(-1, per_window).sum(axis=1)[counted[:whole:per_window]]
        peak = int(windows.max()) if windows.size else 0
        return EXACT.divide(self._decimal(peak * 60), Decimal(window_minutes))

    def _qualities(self) -> NDArray[np.uint8]:
        if self.usage.qualities is None:
            return np.full(self.usage.grid.count, ReadingQuality.ACTUAL, dtype=np.uint8)
        qualities: NDArray[np.uint8] = self.usage.qualities[0]
        return qualities

    def _decimal(self, quantity: int) -> Decimal:
        return Decimal(quantity).scaleb(-self.usage.decimals)


def load_counted_usage(
    *,
    channels: Sequence[ChannelFacts],
    from_date: date,
    to_date: date,
    as_of: datetime,
    terms: PlanTerms,
    charge_code: str,
    trace: dict[str, Any],
) -> CountedUsage:
    """The usage of the trace's metric as it stood at the instant; two queries for each channel.

    `channels` are all of one service point that measure the metric. Raises what the engine raises when they
    cannot be put together: UnableToRate, StepMismatch, HourWithoutBucket, ValueError.
    """
    calendar = LocalCalendar(channels[0].zone_name)
    loaded = [load_channel_usage([channel], from_date, to_date, as_of=as_of) for channel in channels]
    period = calendar.span(from_date, to_date)
    one_row = np.zeros(1, dtype=np.intp)
    unit = terms.metrics[trace["m"]].unit
    usage = added([ChannelRows(matrix, one_row).within(period) for matrix in loaded], unit)
    tou = terms.calendars.get(_calendar_code(terms, charge_code) or "")
    numbers = None if tou is None else tou.bucket_numbers(usage.grid, calendar.zone_name)
    counted = np.ones(usage.grid.count, dtype=np.bool_)
    if tou is not None and numbers is not None and "b" in trace:
        counted = numbers == tou.buckets.index(trace["b"])
    return CountedUsage(usage, calendar, counted, () if tou is None else tou.buckets, numbers, trace.get("w"))


def _calendar_code(terms: PlanTerms, charge_code: str) -> str | None:
    for charge in terms.charges:
        if charge.code == charge_code:
            return calendar_of(charge.determinant)
    return None
