"""What stands in a meter file: the readings of a utility's service points between two days of its clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

import numpy as np

from billing_site.demo.delivered_readings import Readings, month_readings
from billing_site.demo.long_csv_files import CsvChannel, long_csv_file
from billing_site.demo.months import later_month, month_of
from billing_site.demo.nem12_files import Nem12Channel, nem12_file
from billing_site.demo.trouble import Point, Trouble
from billing_site.demo.world import DemoChannel, DemoServicePoint, DemoUtility, DemoWorld
from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality

_MARKET_TIME: Final = timezone(timedelta(hours=10))


@dataclass(frozen=True, slots=True)
class FileSpan:
    """The days from `from_date` up to, not including, `to_date` of the clock (an IANA zone)."""

    clock_name: str
    from_date: date
    to_date: date

    @property
    def period(self) -> Period:
        """The days as a span of instants."""
        return LocalCalendar(self.clock_name).span(self.from_date, self.to_date)

    def months(self) -> Iterator[date]:
        """Each calendar month that the span touches."""
        month = month_of(self.from_date)
        while month < self.to_date:
            yield month
            month = later_month(month, 1)


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file in parts, and how many readings they hold (null values and unreadable rows not counted)."""

    parts: Iterator[bytes]
    reading_count: int


def file_content(
    world: DemoWorld,
    utility: DemoUtility,
    points: Sequence[DemoServicePoint],
    span: FileSpan,
    sent_at: datetime,
    corrected: bool = False,
) -> FileContent:
    """The readings of the points in the utility's format. `corrected` counts the late correction in."""
    channels = {
        point.code: tuple(
            channel
            for channel in world.channels
            if (channel.utility_code, channel.service_point_code) == (utility.code, point.code)
        )
        for point in points
    }
    delivered = [
        (point, channel, readings)
        for point in points
        for channel, readings in _readings(point, channels[point.code], span, world.trouble, corrected)
    ]
    count = sum(int((r.qualities != ReadingQuality.MISSING).sum()) for _, _, r in delivered)
    if utility.csv_style is None:
        nem12 = [_nem12_channel(*one, channels[one[0].code], span, world.trouble) for one in delivered]
        return FileContent(nem12_file(nem12, sent_at.astimezone(_MARKET_TIME).replace(tzinfo=None)), count)
    units = {metric.code: metric.unit for metric in world.metrics}
    grid = IntervalGrid.filling(span.period, delivered[0][1].step_minutes)
    csv = [_csv_channel(*one, units, grid, world.trouble) for one in delivered]
    unreadable = sum(one.unreadable is not None for one in csv)
    return FileContent(long_csv_file(grid, utility.csv_style, csv), count - unreadable)


def _readings(
    point: DemoServicePoint,
    channels: tuple[DemoChannel, ...],
    span: FileSpan,
    trouble: Trouble,
    corrected: bool,
) -> Iterator[tuple[DemoChannel, Readings]]:
    """The channels' readings in the span, which are made month by month."""
    months = [
        month_readings(point, channels, span.clock_name, month, trouble, corrected) for month in span.months()
    ]
    step = timedelta(minutes=channels[0].step_minutes)
    month_start = LocalCalendar(span.clock_name).day_start(month_of(span.from_date))
    first = (span.period.start - month_start) // step
    count = span.period.duration // step
    for channel in channels:
        parts = [month[channel.code] for month in months]
        whole = Readings(
            np.concatenate([part.quantities for part in parts]),
            np.concatenate([part.qualities for part in parts]),
        )
        yield channel, whole.cut(slice(first, first + count))


def _nem12_channel(
    point: DemoServicePoint,
    channel: DemoChannel,
    readings: Readings,
    channels: tuple[DemoChannel, ...],
    span: FileSpan,
    trouble: Trouble,
) -> Nem12Channel:
    return Nem12Channel(
        nmi=point.code,
        suffix=channel.code,
        suffixes="".join(one.code for one in channels),
        meter_serial=channel.meter_serial,
        step_minutes=channel.step_minutes,
        from_date=span.from_date,
        quantities=readings.quantities,
        qualities=readings.qualities,
        index_reads=_index_reads(point, channel, span, trouble),
    )


def _index_reads(
    point: DemoServicePoint, channel: DemoChannel, span: FileSpan, trouble: Trouble
) -> tuple[tuple[datetime, int], ...]:
    """A special reading of the dial at noon of the day before somebody moves in."""
    here = Point(point.utility_code, point.code)
    dial_wh = 12_000_000 + int(channel.meter_serial[-5:]) * 100
    days = [move.moved_on - timedelta(days=1) for move in trouble.moves if move.point == here]
    return tuple(
        (datetime.combine(day, time(12)), dial_wh) for day in days if span.from_date <= day < span.to_date
    )


def _csv_channel(
    point: DemoServicePoint,
    channel: DemoChannel,
    readings: Readings,
    units: Mapping[str, str],
    grid: IntervalGrid,
    trouble: Trouble,
) -> CsvChannel:
    here = Point(point.utility_code, point.code)
    unreadable = [
        (grid.index(row.at), row.text)
        for row in trouble.unreadable_rows
        if row.point == here and grid.period.contains(row.at)
    ]
    return CsvChannel(
        service_point=point.code,
        channel=channel.code,
        unit=units[channel.metric_code],
        quantities=readings.quantities,
        qualities=readings.qualities,
        unreadable=unreadable[0] if unreadable else None,
    )
