"""What a parser yields, gathered into portions of runs, so that memory does not grow with the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from metering.file_formats.parsed_readings import DuplicateReading, ParsedItem, ParsedRun, RowError
from metering.file_formats.rejections import Rejections


def portions(
    parsed: Iterable[ParsedItem],
    *,
    readings_at_once: int,
    duplicates: list[DuplicateReading],
    rejections: Rejections,
) -> Iterator[list[ParsedRun]]:
    """The runs in file order, a portion as soon as it holds that many readings; never an empty one.

    Repeated readings and rows that cannot be taken are added to the other two as they are met.
    """
    runs: list[ParsedRun] = []
    reading_count = 0
    for item in parsed:
        match item:
            case ParsedRun():
                runs.append(item)
                reading_count += len(item.quantities)
            case DuplicateReading():
                duplicates.append(item)
            case RowError():
                rejections.add(item, item.reading_count)
        if reading_count >= readings_at_once:
            yield runs
            runs, reading_count = [], 0
    if runs:
        yield runs
