"""Meter files of Australia with the figures another parser read from them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from metering.file_formats.detection import MeterFileFormat, detect_format, parse_meter_file
from metering.file_formats.parsed_readings import ParsedItem, ParsedRun, UnreadableFile
from metering.usage.reading_quality import ReadingQuality
from tests.golden import case_files

_MARKET_OFFSET = timedelta(hours=10)
_DATA_FOLDER = "data/nem12"
_QUALITIES = {
    "A": ReadingQuality.ACTUAL,
    "E": ReadingQuality.ESTIMATED,
    "F": ReadingQuality.FINAL_SUBSTITUTED,
    "S": ReadingQuality.SUBSTITUTED,
    "N": ReadingQuality.MISSING,
}


@dataclass(frozen=True)
class MeterFile:
    """A file, the figures about it, and the JSON file that names both."""

    facts_path: Path
    name: str
    facts: dict[str, Any]


@dataclass
class ChannelFigures:
    """What was read of one channel, by market day."""

    days: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(lambda: [0, Decimal(0)]))
    qualities: Counter[int] = field(default_factory=Counter)
    steps: Counter[int] = field(default_factory=Counter)
    units: set[str] = field(default_factory=set)
    serials: set[str] = field(default_factory=set)
    edges: list[datetime] = field(default_factory=list)

    def add(self, run: ParsedRun) -> None:
        """Count the readings of the run."""
        step = timedelta(minutes=run.step_minutes)
        start = (run.start + _MARKET_OFFSET).replace(tzinfo=None)
        count = len(run.quantities)
        for number, quantity in enumerate(run.quantities.tolist()):
            day = self.days[f"{start + number * step:%Y-%m-%d}"]
            day[0] += 1
            day[1] += Decimal(quantity).scaleb(-run.decimals)
        qualities = np.full(count, ReadingQuality.ACTUAL) if run.qualities is None else run.qualities
        self.qualities.update(qualities.tolist())
        self.steps[run.step_minutes] += count
        self.units.add(run.unit)
        self.serials.add(run.meter_serial)
        self.edges += [start, start + count * step]


def meter_files(version: str) -> list[tuple[str, MeterFile]]:
    """(id, file) of every file of the version, each once."""
    cases = [
        (Path(name).name, MeterFile(file.path, name, facts))
        for file in case_files.of_kind("meter file facts")
        for name, facts in file.content["files"].items()
        if facts.get("version") == version
    ]
    return case_files.each_once(cases)


def data_path(file: MeterFile) -> Path:
    """The file itself, beside its figures or in a data folder. Raises FileNotFoundError when it is nowhere."""
    try:
        return case_files.find_beside(file.facts_path, file.name)
    except FileNotFoundError:
        return case_files.find_beside(file.facts_path, f"{_DATA_FOLDER}/{file.name}")


def check_figures(file: MeterFile) -> int:
    """Assert every figure of every channel; the number of days."""
    items = list(_items(file))
    assert [item for item in items if not isinstance(item, ParsedRun)] == []
    ours: dict[str, dict[str, ChannelFigures]] = defaultdict(lambda: defaultdict(ChannelFigures))
    for run in items:
        assert isinstance(run, ParsedRun)
        ours[run.service_point][run.channel].add(run)
    theirs = file.facts["nmis"]
    assert {nmi: set(channels) for nmi, channels in ours.items()} == {
        nmi: set(channels) for nmi, channels in theirs.items()
    }
    for nmi, channels in theirs.items():
        for channel, facts in channels.items():
            _check_channel(ours[nmi][channel], facts)
    return sum(len(facts["days"]) for channels in theirs.values() for facts in channels.values())


def check_refusal(file: MeterFile) -> str:
    """Assert that the file is refused as a whole; the reason."""
    try:
        items = list(_items(file))
    except UnreadableFile as refusal:
        return refusal.errors[0].message
    raise AssertionError(f"{len(items)} items were read from {file.name}")


def _check_channel(ours: ChannelFigures, facts: dict[str, Any]) -> None:
    assert {day: {"n": count, "sum": total} for day, (count, total) in ours.days.items()} == facts["days"]
    assert sum(total for _, total in ours.days.values()) == facts["total"]
    assert ours.qualities == _by_letter(facts["quality"])
    assert ours.qualities.total() == facts["readings"]
    assert ours.steps == {int(step): count for step, count in facts["interval_minutes"].items()}
    assert ours.units == set(facts["uom"])
    assert ours.serials == set(facts["meter_serials"])
    assert min(ours.edges).isoformat() == facts["first_start"]
    assert max(ours.edges).isoformat() == facts["last_end"]


def _by_letter(labels: dict[str, int]) -> Counter[int]:
    """Counts by quality, of labels with their methods such as S14."""
    counts: Counter[int] = Counter()
    for label, count in labels.items():
        counts[int(_QUALITIES[label[0]])] += count
    return counts


def _items(file: MeterFile) -> Iterator[ParsedItem]:
    with data_path(file).open("rb") as source:
        if file.facts["version"] == "NEM12":
            assert detect_format(source) == MeterFileFormat.NEM12
        yield from parse_meter_file(source, file_name=file.name)
