"""Parsed items on their way from one process to another: a line of JSON, then the arrays as they are.

Not pickle: the process that read a stranger's file is not trusted to make objects of ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from metering.file_formats.parsed_readings import DuplicateReading, ParsedItem, ParsedRun, RowError

_VALUE_SHOWN = 1000


class BrokenFrame(ValueError):
    """What came is no frame: the sender is broken."""


def frame(kind: str, payload: bytes = b"", **facts: Any) -> bytes:
    """One message: `kind` and the facts, which are JSON, then the payload."""
    head = json.dumps({"kind": kind, "size": len(payload), **facts}, separators=(",", ":"))
    return b"%b\n%b" % (head.encode("ascii"), payload)


def item_frame(item: ParsedItem) -> bytes:
    """The item as a message that `item_of` understands."""
    match item:
        case ParsedRun():
            rows = b"" if item.rows is None else item.rows.astype("<i8").tobytes()
            qualities = b"" if item.qualities is None else item.qualities.astype(np.uint8).tobytes()
            return frame(
                "run",
                item.quantities.astype("<i8").tobytes() + rows + qualities,
                count=len(item.quantities),
                has_rows=item.rows is not None,
                has_qualities=item.qualities is not None,
                service_point=item.service_point,
                channel=item.channel,
                start=int(item.start.timestamp()),
                step_minutes=item.step_minutes,
                unit=item.unit,
                decimals=item.decimals,
                row=item.row,
                meter_serial=item.meter_serial,
            )
        case DuplicateReading():
            return frame(
                "duplicate",
                service_point=item.service_point,
                channel=item.channel,
                start=int(item.start.timestamp()),
                row=item.row,
                differs=item.differs,
            )
        case RowError():
            return frame("error", **error_facts(item))


def error_facts(error: RowError) -> dict[str, Any]:
    """The error as JSON."""
    return {
        "row": error.row,
        "field": error.field,
        "value": error.value[:_VALUE_SHOWN],
        "message": error.message,
        "cure": error.cure,
        "reading_count": error.reading_count,
    }


def error_of(facts: Mapping[str, Any]) -> RowError:
    """The error that `error_facts` made JSON of; raises BrokenFrame when there is none."""
    try:
        return RowError(
            int(facts["row"]),
            str(facts["field"]),
            str(facts["value"]),
            str(facts["message"]),
            str(facts["cure"]),
            int(facts["reading_count"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenFrame(f"no error: {error}") from error


def item_of(head: Mapping[str, Any], payload: bytes) -> ParsedItem:
    """The item of a message; raises BrokenFrame when it is none."""
    try:
        match head["kind"]:
            case "run":
                return _run(head, payload)
            case "duplicate":
                return DuplicateReading(
                    str(head["service_point"]),
                    str(head["channel"]),
                    _instant(head),
                    int(head["row"]),
                    bool(head["differs"]),
                )
            case "error":
                return error_of(head)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise BrokenFrame(f"no item: {error}") from error
    raise BrokenFrame(f"no item: {head['kind']!r}")


def _run(head: Mapping[str, Any], payload: bytes) -> ParsedRun:
    count = int(head["count"])
    has_rows, has_qualities = bool(head["has_rows"]), bool(head["has_qualities"])
    if count <= 0 or len(payload) != count * (8 + 8 * has_rows + has_qualities):
        raise BrokenFrame(f"a run of {count} readings in {len(payload)} bytes")
    return ParsedRun(
        str(head["service_point"]),
        str(head["channel"]),
        _instant(head),
        int(head["step_minutes"]),
        _numbers(payload, count, 0),
        np.frombuffer(payload, dtype=np.uint8)[-count:].copy() if has_qualities else None,
        str(head["unit"]),
        int(head["decimals"]),
        int(head["row"]),
        str(head["meter_serial"]),
        _numbers(payload, count, count * 8) if has_rows else None,
    )


def _numbers(payload: bytes, count: int, offset: int) -> NDArray[np.int64]:
    return np.frombuffer(payload, dtype="<i8", count=count, offset=offset).astype(np.int64)


def _instant(head: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(int(head["start"]), UTC)
