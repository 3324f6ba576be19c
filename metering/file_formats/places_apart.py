"""Readings looked for in a stranger's file, in a process of its own: a page waits for it, so little time is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, BinaryIO, Final

from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import UnreadableFile
from metering.file_formats.parsing_apart import ParsingLimits, answers_apart, failure, request_facts
from metering.file_formats.placed_readings import (
    FoundReadings,
    PlacedReading,
    WantedReadings,
    WrittenText,
)

SEARCH_LIMITS: Final = ParsingLimits(cpu_s=30, silence_s=40.0)
_MOST_READINGS: Final = 10_000


def find_readings_apart(
    source: BinaryIO,
    *,
    is_packed: bool,
    file_format: str,
    file_name: str,
    profile: LongCsvProfile,
    wanted: WantedReadings,
    limits: ParsingLimits = SEARCH_LIMITS,
) -> FoundReadings:
    """As `reading_places.find_readings`, in a process of its own; `source` is a real file.

    Raises UnreadableFile, also when the process runs into its limits or dies.
    """
    request = {
        "task": "places",
        "is_packed": is_packed,
        "format": file_format,
        "wanted": asdict(wanted),
        **request_facts(file_name, profile, limits),
    }
    texts: list[WrittenText] = []
    readings: list[PlacedReading] = []
    for head, _ in answers_apart(source, request, limits, None):
        try:
            if head["kind"] == "text":
                texts.append(_text(head))
            elif head["kind"] == "reading":
                readings.append(_reading(head))
        except (KeyError, TypeError, ValueError) as error:
            raise _nonsense(str(error)) from error
        if len(readings) + len(texts) > _MOST_READINGS:
            raise _nonsense("it does not end")
    return FoundReadings(tuple(readings), tuple(texts))


def _text(head: Mapping[str, Any]) -> WrittenText:
    return WrittenText(
        int(head["row"]), str(head["text"]), bool(head["is_cut_before"]), bool(head["is_cut_after"])
    )


def _reading(head: Mapping[str, Any]) -> PlacedReading:
    return PlacedReading(
        int(head["start"]),
        int(head["row"]),
        int(head["position"]),
        int(head["quality"]),
        str(head["value"]),
        int(head["first"]),
        int(head["end"]),
        int(head["quality_row"]),
    )


def _nonsense(why: str) -> UnreadableFile:
    return failure(f"looking for the reading went wrong: {why}", "look into the file itself")
