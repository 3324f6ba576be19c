"""A process that reads one stranger's file and nothing else: `python -m metering.file_formats.parsing_process FD`.

Started by `parsing_apart` only. The request is JSON on its standard input, the file is the descriptor FD, the
answer are frames on its standard output. Memory, processor time, and open files are limited, and it can write
nowhere: whatever a file does to its reader, it does it here.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

from billing_site.foundation.process_apart import OUT_OF_MEMORY, limit_this_process
from metering.file_formats.channel_steps import ChannelSteps
from metering.file_formats.detection import detect_format, parse_meter_file
from metering.file_formats.file_text import text_lines
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_item_frames import error_facts, frame, item_frame
from metering.file_formats.parsed_readings import RowError, UnreadableFile
from metering.file_formats.placed_readings import WantedReadings
from metering.file_formats.reading_places import find_readings
from metering.file_formats.rejected_rows import WantedRows, written_rows
from metering.file_formats.time_texts import UnknownDateFormat
from metering.usage.local_calendar import UnknownTimeZone


def main(descriptor: int) -> int:
    """Read the request and answer it; returns the exit code."""
    request = json.loads(sys.stdin.buffer.read())
    limit_this_process(memory_bytes=request["memory_bytes"], cpu_s=request["cpu_s"])
    try:
        with open(descriptor, "rb") as source, open(1, "wb", buffering=1 << 16, closefd=False) as answer:
            answer.writelines(_answers(source, request))
    except MemoryError:
        return OUT_OF_MEMORY
    except BrokenPipeError:
        return 1  # nobody wants the rest
    return 0


def _answers(source: BinaryIO, request: Mapping[str, Any]) -> Iterator[bytes]:
    profile = LongCsvProfile(**request["profile"])
    try:
        if request["task"] == "places":
            yield from _places(source, request, profile)
            yield frame("end")
            return
        if request.get("is_packed"):
            source = gzip.GzipFile(fileobj=source)  # type: ignore[assignment]
        file_format = detect_format(source, profile=profile)
        yield frame("format", format=file_format)
        if request["task"] == "parse":
            steps = ChannelSteps.of_json(request.get("steps"))
            for item in parse_meter_file(
                source, file_name=request["file_name"], profile=profile, steps=steps
            ):
                yield item_frame(item)
        else:
            wanted = WantedRows(
                frozenset(request["lines"]), frozenset((point, name) for point, name in request["channels"])
            )
            heads, rows = written_rows(
                text_lines(source), file_format, wanted, file_name=request["file_name"], profile=profile
            )
            yield frame("heads", cells=heads)
            for row in rows:
                yield frame("row", line=row.line, channel=row.channel, cells=row.cells)
    except UnreadableFile as error:
        yield frame("unreadable", errors=[error_facts(each) for each in error.errors])
    except (UnknownTimeZone, UnknownDateFormat) as error:
        what = RowError(1, "file", "", str(error), "say how the file writes its times")
        yield frame("unreadable", errors=[error_facts(what)])
    yield frame("end")


def _places(source: BinaryIO, request: Mapping[str, Any], profile: LongCsvProfile) -> Iterator[bytes]:
    found = find_readings(
        source,
        is_packed=request["is_packed"],
        file_format=request["format"],
        file_name=request["file_name"],
        profile=profile,
        wanted=WantedReadings(**request["wanted"]),
    )
    for text in found.texts:
        yield frame("text", **asdict(text))
    for reading in found.readings:
        yield frame("reading", **asdict(reading))


if __name__ == "__main__":
    code = main(int(sys.argv[1]))
    sys.stdout.flush()
    os._exit(code)
