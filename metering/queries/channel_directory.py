"""From the names a utility's file uses to our channels, and from its runs to local days in stored units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from metering.file_formats.parsed_readings import ParsedRun
from metering.file_formats.rejections import Rejections
from metering.models import Channel, Utility
from metering.models.interval_day_store import DeliveredDays, DeliveredPiece
from metering.queries.channels import ChannelFacts, channel_facts
from metering.queries.run_conversion import RunConversion, UnfitReadings, UnfitRun
from metering.queries.run_refusals import RunRefusals, reading_count_of, start_text
from metering.usage.channel_spans import ChannelSpan, joined_spans
from metering.usage.local_calendar import LocalCalendar, UnknownTimeZone
from metering.usage.local_days import DayBlock, DayPiece, OffTheClock, split_into_day_blocks
from metering.usage.reading_quality import ReadingQuality

_AHEAD = timedelta(hours=1)  # a meter's clock may be that fast (VEE rule V22)
_DAY, _TICK = timedelta(days=1), timedelta(microseconds=1)
_CODES_NAMED = 8


class ChannelDirectory:
    """The channels of one utility by the names its files use, loaded as a file goes on.

    `reading_count`: the readings handed out so far; an interval marked MISSING is none. `refusals`: what was
    refused of which channel.
    """

    def __init__(self, utility: Utility, received_at: datetime, *, tells_each_row: bool = False) -> None:
        self.reading_count = 0
        self.refusals = RunRefusals(tells_each_row=tells_each_row)
        self._utility = utility
        self._received_at = received_at
        self._points: dict[str, dict[str, ChannelFacts]] = {}
        self._conversions: dict[tuple[str, str, str, int, int], RunConversion] = {}
        self._calendars: dict[str, LocalCalendar] = {}
        self._interval_counts: dict[tuple[str, int, date], int] = {}
        self._delivered: list[ChannelSpan] = []

    def channel_id(self, service_point: str, channel: str) -> int | None:
        """The channel that the names stand for, once a run has named the service point."""
        facts = self.facts(service_point, channel)
        return None if facts is None else facts.channel_id

    def facts(self, service_point: str, channel: str) -> ChannelFacts | None:
        """What is known of the channel that the names stand for, once a run has named the service point."""
        return self._points.get(service_point, {}).get(channel)

    def local_days(
        self, runs: Sequence[ParsedRun], rejections: Rejections
    ) -> Iterator[DeliveredPiece | DeliveredDays]:
        """The runs in stored units, cut at the local midnights of each channel's site, in file order.

        What cannot be taken goes to `rejections`, and leaves its neighbours as they are. One query, none when
        all names are known.
        """
        self._look_up({run.service_point for run in runs})
        for run in runs:
            try:
                yield from self._taken(run, rejections)
            except UnfitRun as unfit:
                self.refusals.refuse_run(run, unfit, rejections)

    def delivered_spans(self) -> list[ChannelSpan]:
        """The local days handed out so far, by channel and date; neighbouring days are one span."""
        return joined_spans(self._delivered)

    def _look_up(self, codes: set[str]) -> None:
        """Load the channels of the service points not looked up yet; an unknown one has none."""
        new = codes - self._points.keys()
        if not new:
            return
        self._points.update((code, {}) for code in new)
        # PostgreSQL's text cannot hold a NUL, and refuses to be asked for one.
        new = {code for code in new if "\0" not in code}
        for facts in channel_facts(
            Channel.objects.filter(service_point__utility=self._utility, service_point__code__in=new)
        ):
            self._points[facts.service_point_code][facts.code] = facts

    def _taken(self, run: ParsedRun, rejections: Rejections) -> list[DeliveredPiece | DeliveredDays]:
        """The run's pieces; complete before the first is handed out, so that a run is taken or refused."""
        facts = self._facts(run)
        quantities, unfit = self._conversion(run, facts).stored(run)
        qualities = _without(run.qualities, unfit, len(quantities))
        if qualities is not None:
            quantities = np.where(qualities == ReadingQuality.MISSING, 0, quantities)
        kept = self._begun_count(run)
        quantities, qualities = quantities[:kept], None if qualities is None else qualities[:kept]
        reading_count = reading_count_of(qualities, len(quantities))
        calendar = self._calendar(facts.zone_name)
        blocks = split_into_day_blocks(run.start, facts.step_minutes, quantities, qualities, calendar)
        try:
            delivered = [self._delivered_part(facts, part) for part in blocks]
        except OffTheClock as error:
            raise UnfitRun(
                field="start",
                value=start_text(run, 0),
                message=str(error),
                cure="check the time zone of the file, of the site, and the interval length",
            ) from error
        if unfit and not reading_count:
            delivered = []
        if delivered:
            first_date = calendar.local_date(run.start)
            last_date = calendar.local_date(
                run.start + len(quantities) * timedelta(minutes=run.step_minutes) - _TICK
            )
            self._delivered.append(ChannelSpan(facts.channel_id, first_date, last_date + _DAY))
        self.reading_count += reading_count
        for some in unfit:
            self.refusals.refuse_readings(run, some, rejections, before=kept)
        if kept < len(run.quantities):
            self.refusals.refuse_from(run, kept, self._in_the_future(run, kept), rejections)
        return delivered

    def _facts(self, run: ParsedRun) -> ChannelFacts:
        channels = self._points[run.service_point]
        facts = channels.get(run.channel)
        if facts is not None and facts.is_read_by_dial:
            raise UnfitRun(
                field="channel",
                value=run.channel,
                message=f"channel {run.channel} of {run.service_point} is read by dial: its usage comes from "
                "meter readings",
                cure="record the meter readings instead, or take this channel out of the file",
            )
        if facts is not None:
            return facts
        if not channels:
            raise UnfitRun(
                field="service point",
                value=run.service_point,
                message=f"{self._utility} has no service point of this code with channels",
                cure="add the service point and its channels, or correct the code in the file",
            )
        raise UnfitRun(
            field="channel",
            value=run.channel,
            message=f"service point {run.service_point} has no such channel, only {_named(channels)}",
            cure="add the channel, or correct its name in the file",
        )

    def _conversion(self, run: ParsedRun, facts: ChannelFacts) -> RunConversion:
        key = (run.service_point, run.channel, run.unit, run.decimals, run.step_minutes)
        conversion = self._conversions.get(key)
        if conversion is None:
            conversion = self._conversions[key] = RunConversion(run, facts)
        return conversion

    def _calendar(self, zone_name: str) -> LocalCalendar:
        calendar = self._calendars.get(zone_name)
        if calendar is None:
            try:
                calendar = self._calendars[zone_name] = LocalCalendar(zone_name)
            except UnknownTimeZone as error:
                raise UnfitRun(
                    field="time zone",
                    value=zone_name,
                    message=f"the site's time zone: {error}",
                    cure="correct the time zone of the site",
                ) from error
        return calendar

    def _delivered_part(
        self, facts: ChannelFacts, part: DayPiece | DayBlock
    ) -> DeliveredPiece | DeliveredDays:
        if isinstance(part, DayBlock):
            return DeliveredDays(facts.channel_id, part)
        key = (facts.zone_name, facts.step_minutes, part.date)
        count = self._interval_counts.get(key)
        if count is None:
            calendar = self._calendar(facts.zone_name)
            count = self._interval_counts[key] = calendar.interval_count(part.date, facts.step_minutes)
        return DeliveredPiece(facts.channel_id, count, part)

    def _begun_count(self, run: ParsedRun) -> int:
        """How many intervals of the run have ended by now, as far as clocks can be trusted."""
        ended = (self._received_at + _AHEAD - run.start) // timedelta(minutes=run.step_minutes)
        return min(max(ended, 0), len(run.quantities))

    def _in_the_future(self, run: ParsedRun, first: int) -> UnfitRun:
        return UnfitRun(
            field="start",
            value=start_text(run, first),
            message=f"a reading of channel {run.channel} of {run.service_point} lies in the future: the "
            f"file was received at {self._received_at:%Y-%m-%d %H:%MZ}",
            cure="check the date format, the year and the time zone of the file",
        )


def _without(
    qualities: NDArray[np.uint8] | None, unfit: Sequence[UnfitReadings], count: int
) -> NDArray[np.uint8] | None:
    """The qualities, MISSING where a reading is unfit: for what is stored, nothing came there."""
    if not unfit:
        return qualities
    left = np.full(count, ReadingQuality.ACTUAL, dtype=np.uint8) if qualities is None else qualities.copy()
    for some in unfit:
        left[some.indices] = ReadingQuality.MISSING
    return left


def _named(codes: Iterable[str]) -> str:
    first, *rest = sorted(codes)
    listed = ", ".join([first, *rest[: _CODES_NAMED - 1]])
    return f"{listed}, …" if len(rest) >= _CODES_NAMED else listed
