"""What is published and priced by, as it stood at an instant: index prices, and when systems peaked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from metering.usage.interval_grid import IntervalGrid
from metering.usage.periods import Period
from metering.usage.sample_codec import decode_samples
from pricing.models import IndexDay, PriceIndex, SystemPeak
from pricing.rating.index_series import IndexSeries, PublishedIndex

_ONE_DAY: Final = timedelta(days=1)
_MOST_NAMED: Final = 3


def load_index_series(codes: Collection[str], period: Period, as_of: datetime) -> dict[str, PublishedIndex]:
    """By code, the prices of at least the period that were received up to `as_of`; the latest revision counts.

    An index without any price there has none that is known; one that is not there at all is left out. The
    revision names those that the prices are of, the earliest first. Two queries.
    """
    first = period.start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = -((first - period.end.astimezone(UTC)) // _ONE_DAY)
    rows = (
        IndexDay.objects.filter(
            revision__index__code__in=codes,
            revision__received_at__lte=as_of,
            date__gte=first.date(),
            date__lt=(first + days * _ONE_DAY).date(),
        )
        .order_by("revision__received_at", "revision", "date")
        .values_list("revision__index", "revision__name", "date", "samples", "known")
    )
    by_index = defaultdict(list)
    for index_id, *row in rows:
        by_index[index_id].append(row)
    found = {}
    for index in PriceIndex.objects.filter(code__in=codes).order_by("code"):
        grid = IntervalGrid(first, index.step_minutes, days * 24 * 60 // index.step_minutes)
        series = _series(by_index[index.pk], grid, index.decimals)
        found[index.code] = PublishedIndex(series, index.unit, index.currency)
    return found


def load_system_peaks(
    names: Collection[str], period: Period, as_of: datetime
) -> dict[str, tuple[Period, ...]]:
    """By name, the peaks that touch the period and were known, and not taken back, at `as_of`. One query."""
    found: dict[str, list[Period]] = {name: [] for name in names}
    rows = (
        SystemPeak.objects.filter(
            name__in=names, starts_at__lt=period.end, ends_at__gt=period.start, recorded_at__lte=as_of
        )
        .exclude(withdrawn_at__lte=as_of)
        .order_by("name", "starts_at", "pk")
    )
    for name, starts_at, ends_at in rows.values_list("name", "starts_at", "ends_at"):
        found[name].append(Period(starts_at, ends_at))
    return {name: tuple(peaks) for name, peaks in found.items()}


def _series(rows: Sequence[Sequence[object]], grid: IntervalGrid, decimals: int) -> IndexSeries:
    """The rows one over the other, in their order."""
    prices, known = np.zeros(grid.count, np.int64), np.zeros(grid.count, np.bool_)
    of_revision = np.full(grid.count, -1)
    names: list[str] = []
    per_day = 24 * 60 // grid.step_minutes
    for name, day, samples, stored in rows:
        if not names or names[-1] != name:
            names.append(str(name))
        start = (day - grid.start.date()).days * per_day  # type: ignore[operator]
        there = (
            np.ones(per_day, np.bool_) if stored is None else np.frombuffer(bytes(stored), np.bool_)  # type: ignore[call-overload]
        )
        place = slice(start, start + per_day)
        decoded = decode_samples(bytes(samples), per_day)  # type: ignore[call-overload]
        prices[place] = np.where(there, decoded, prices[place])
        known[place] |= there
        of_revision[place] = np.where(there, len(names) - 1, of_revision[place])
    used = [names[number] for number in np.unique(of_revision) if number >= 0]
    return IndexSeries(grid, prices, known, decimals, _named(used))


def _named(revisions: Sequence[str]) -> str:
    if len(revisions) <= _MOST_NAMED:
        return ", ".join(revisions)
    return f"{revisions[0]} … {revisions[-1]} ({len(revisions)})"
