"""Intervals without a reading: an account that has any is not billed, and is told where the first one is."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np

from invoicing.drafting.billable_service import BillableService
from invoicing.drafting.channel_usage import columns_of
from invoicing.drafting.refusals import Refusal, RefusalCode
from invoicing.drafting.service_groups import MeteredChannel
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality


def missing_readings(
    service: BillableService, metric: str, channels: Sequence[MeteredChannel]
) -> Refusal | None:
    """What is missing of a metric that the service's plan charges for; None when every interval is there.

    NO_READINGS when no channel measures it or none has any reading on the billed days, else MISSING_READINGS
    with the number of intervals, the channel and the first gap by the service point's clock.
    """
    place, span = service.service_point_code, service.span
    if not channels:
        return service.refused(
            RefusalCode.NO_READINGS, f"{place}: the plan charges for {metric}, but no channel measures it"
        )
    gaps = [gap for gap in (_gap(service, channel) for channel in channels) if gap is not None]
    if not gaps:
        return None
    if len(gaps) == len(channels) and all(missing == intervals for _, missing, intervals, _ in gaps):
        names = ", ".join(code for code, *_ in gaps)
        return service.refused(RefusalCode.NO_READINGS, f"{place}: {names} has no reading from {span}")
    code, missing, intervals, first = gaps[0]
    more = f" (and {', '.join(other for other, *_ in gaps[1:])} has gaps too)" if len(gaps) > 1 else ""
    return service.refused(
        RefusalCode.MISSING_READINGS,
        f"{place}: {missing:,} of {intervals:,} intervals of {code} have no reading, the first {first}{more}",
    )


def _gap(service: BillableService, channel: MeteredChannel) -> tuple[str, int, int, str] | None:
    """The channel's code, its missing intervals and all of them, and the first missing one's local time."""
    qualities = channel.matrix.qualities
    if qualities is None:
        return None
    grid = channel.matrix.grid
    period = LocalCalendar(service.zone_name).span(service.span.from_date, service.span.to_date)
    columns = columns_of(grid, period)
    missing = qualities[channel.row, columns] == ReadingQuality.MISSING
    count = int(np.count_nonzero(missing))
    if not count:
        return None
    first = grid.start_of(columns.start + int(np.argmax(missing))).astimezone(ZoneInfo(service.zone_name))
    return channel.code, count, missing.size, f"on {first:%Y-%m-%d at %H:%M}"
