"""A meter file as runs of readings per channel: the one border between quotes and the file formats."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from pathlib import Path

from billing_site.quotes.channels import FileChannel
from metering.file_formats.detection import parse_meter_file
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import ParsedRun, RowError, UnreadableFile
from metering.usage.series_assembly import ReadingRun


class UnreadableUsage(ValueError):
    """The file cannot be used; each of `problems` names row, field and cure."""

    def __init__(self, problems: Collection[RowError]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class UsageFileOptions:
    """What a file does not say about itself: the zone of its clock, and how a CSV writes its times."""

    zone_name: str
    date_format: str | None = None
    interval_ending: bool = False
    decimal_comma: bool = False


@dataclass(frozen=True, slots=True)
class UsageFile:
    """The readings of a file in its order, and how many of them came twice."""

    delivered: tuple[tuple[FileChannel, ReadingRun], ...]
    duplicate_count: int = 0

    def channels(self) -> tuple[FileChannel, ...]:
        """Every channel once, in the order of the file."""
        return tuple(dict.fromkeys(channel for channel, _ in self.delivered))

    def runs_of(self, channels: Collection[FileChannel]) -> list[ReadingRun]:
        """The runs of the channels, named by their code, or in full where a code alone is ambiguous."""
        codes = [channel.code for channel in self.channels()]
        return [
            replace(run, channel=channel.code if codes.count(channel.code) == 1 else str(channel))
            for channel, run in self.delivered
            if channel in channels
        ]

    def days_of(self, channels: Collection[FileChannel], zone: tzinfo) -> tuple[date, date]:
        """The first and the last local day of which one of the channels has a reading."""
        runs = self.runs_of(channels)
        first = min(run.start for run in runs)
        last = max(
            run.start + timedelta(minutes=run.step_minutes) * (len(run.quantities) - 1) for run in runs
        )
        return first.astimezone(zone).date(), last.astimezone(zone).date()


def read_usage_file(path: Path, options: UsageFileOptions) -> UsageFile:
    """Everything the file holds.

    Raises OSError when it cannot be opened and UnreadableUsage when any row of it cannot be taken: a quote
    on half a file would look like a low bill.
    """
    delivered: list[tuple[FileChannel, ReadingRun]] = []
    problems: list[RowError] = []
    duplicate_count = 0
    profile = LongCsvProfile(
        zone_name=options.zone_name,
        date_format=options.date_format,
        interval_ending=options.interval_ending,
        decimal_comma=options.decimal_comma,
    )
    try:
        with path.open("rb") as source:
            for item in parse_meter_file(source, file_name=path.name, profile=profile):
                if isinstance(item, ParsedRun):
                    delivered.append(_named_run(item))
                elif isinstance(item, RowError):
                    problems.append(item)
                else:
                    duplicate_count += 1
    except UnreadableFile as error:
        raise UnreadableUsage(error.errors) from error
    if problems:
        raise UnreadableUsage(problems)
    return UsageFile(tuple(delivered), duplicate_count)


def _named_run(run: ParsedRun) -> tuple[FileChannel, ReadingRun]:
    channel = FileChannel(run.service_point, run.channel)
    return channel, ReadingRun(
        str(channel), run.start, run.step_minutes, run.quantities, run.qualities, run.unit, run.decimals
    )
