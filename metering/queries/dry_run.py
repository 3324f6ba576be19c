"""An import that stores nothing: what would become of each reading of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import BinaryIO, Final

import numpy as np

from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import DuplicateReading, ParsedRun, RowError, UnreadableFile
from metering.file_formats.parsing_apart import ParsingApart, Position
from metering.file_formats.portions import portions
from metering.file_formats.rejections import Rejections
from metering.models import Utility
from metering.models.interval_day_store import DayLengthChanged
from metering.queries.channel_directory import ChannelDirectory
from metering.queries.channel_steps import load_steps_of_utility
from metering.queries.channels import ChannelFacts
from metering.queries.delivery_comparison import DeliveryComparison
from metering.queries.run_refusals import RefusedChannel
from metering.queries.silent_channels import SilentChannels, load_silent_channels
from metering.usage.reading_quality import ReadingQuality

_READINGS_AT_ONCE = 500_000
_SAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class SampleReading:
    """The first reading of a run as it was understood: line `row` of the file, in the words of the file.

    `quantity` is a whole number of 10^-`decimals` of `unit`. The run goes on for `run_count` readings until
    `run_ends_at`. `zone_name` is the site's zone, "" when the channel is unknown.
    """

    row: int
    service_point: str
    channel: str
    starts_at: datetime
    step_minutes: int
    quantity: int
    decimals: int
    unit: str
    quality: ReadingQuality
    run_count: int
    run_ends_at: datetime
    zone_name: str


@dataclass(slots=True)
class DryRun:
    """What an import of the file would do. `refusal`: nothing of it can be taken; the errors say why.

    Readings of the file = those of `comparison` + `rejected_count`; `repeated_count` of the former come again
    for an interval that the file has delivered already. `facts`: the channels of the file that are known, by
    id. `refused`: those of which readings were refused, by service point and channel.
    """

    format: str = ""
    refusal: bool = False
    comparison: DeliveryComparison = field(default_factory=DeliveryComparison)
    rejections: Rejections = field(default_factory=Rejections)
    refused: Mapping[tuple[str, str], RefusedChannel] = field(default_factory=dict)
    repeated_count: int = 0
    day_count: int = 0
    samples: list[SampleReading] = field(default_factory=list)
    facts: dict[int, ChannelFacts] = field(default_factory=dict)
    first_date: date | None = None
    last_date: date | None = None
    silent: SilentChannels | None = None

    @property
    def reading_count(self) -> int:
        """How many readings would be taken."""
        counts = self.comparison
        return counts.new_count + counts.same_count + counts.changed_count + counts.kept_count


def dry_run(
    *,
    utility: Utility,
    source: BinaryIO,
    source_name: str,
    at: datetime,
    profile: LongCsvProfile | None = None,
    position: Position | None = None,
) -> DryRun:
    """Read the real file `source` in a process of its own and convert it as `import_readings` would.

    Nothing is written. `position` is told how many bytes have been read. A handful of queries for each half
    a million readings.
    """
    found = DryRun()
    steps = load_steps_of_utility(utility)
    parsing = ParsingApart(source, file_name=source_name, profile=profile, steps=steps, position=position)
    directory = ChannelDirectory(utility, at)
    duplicates: list[DuplicateReading] = []
    runs: list[ParsedRun] = []
    try:
        for runs in portions(
            parsing,
            readings_at_once=_READINGS_AT_ONCE,
            duplicates=duplicates,
            rejections=found.rejections,
        ):
            found.comparison.add(directory.local_days(runs, found.rejections))
            _look_at(runs, directory, found)
    except UnreadableFile as error:
        found.rejections.put_first(error.errors)
        found.refusal = True
    except DayLengthChanged as error:
        cure = "have the channel or its site set back, or the batches of before the change withdrawn"
        found.rejections.add(RowError(runs[0].row, "day", f"{error.date}", str(error), cure))
        found.refusal = True
    found.format = parsing.format
    found.refused = directory.refusals.channels
    _complete(found, directory, duplicates, utility, source_name)
    return found


def _look_at(runs: list[ParsedRun], directory: ChannelDirectory, found: DryRun) -> None:
    """Note whose readings these are, and the first readings of the first channels as samples."""
    seen = {(sample.service_point, sample.channel) for sample in found.samples}
    for run in runs:
        facts = directory.facts(run.service_point, run.channel)
        if facts is not None:
            found.facts[facts.channel_id] = facts
        name = run.service_point, run.channel
        if len(seen) < _SAMPLES and name not in seen:
            sample = _sample(run, facts)
            if sample is not None:
                seen.add(name)
                found.samples.append(sample)


def _sample(run: ParsedRun, facts: ChannelFacts | None) -> SampleReading | None:
    """The run's first interval that has a reading; None when it has none."""
    step = timedelta(minutes=run.step_minutes)
    index = 0
    if run.qualities is not None:
        readings = np.flatnonzero(run.qualities != ReadingQuality.MISSING)
        if not readings.size:
            return None
        index = int(readings[0])
    quality = ReadingQuality.ACTUAL if run.qualities is None else ReadingQuality(int(run.qualities[index]))
    return SampleReading(
        run.row,
        run.service_point,
        run.channel,
        run.start + index * step,
        run.step_minutes,
        int(run.quantities[index]),
        run.decimals,
        run.unit,
        quality,
        len(run.quantities) - index,
        run.start + len(run.quantities) * step,
        "" if facts is None else facts.zone_name,
    )


def _complete(
    found: DryRun,
    directory: ChannelDirectory,
    duplicates: list[DuplicateReading],
    utility: Utility,
    source_name: str,
) -> None:
    """Draw the sums; a file without a reading that can be taken is refused."""
    if found.reading_count == 0 and not found.rejections:
        cure = "check that this is the right file"
        found.rejections.add(RowError(1, "file", source_name, "the file holds no readings", cure), 0)
    found.refusal = found.refusal or found.reading_count == 0
    found.repeated_count = sum(
        directory.channel_id(duplicate.service_point, duplicate.channel) is not None
        for duplicate in duplicates
    )
    spans = directory.delivered_spans()
    found.day_count = sum(span.day_count for span in spans)
    if spans and not found.refusal:
        found.first_date = min(span.from_date for span in spans)
        found.last_date = max(span.to_date for span in spans) - timedelta(days=1)
        found.silent = load_silent_channels(
            utility=utility,
            from_date=found.first_date,
            to_date=found.last_date + timedelta(days=1),
            except_for=found.comparison.totals.keys(),
        )
