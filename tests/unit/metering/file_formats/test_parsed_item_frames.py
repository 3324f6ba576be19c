"""Items on their way between processes."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest

from metering.file_formats.parsed_item_frames import BrokenFrame, error_of, frame, item_frame, item_of
from metering.file_formats.parsed_readings import DuplicateReading, ParsedRun, RowError

START = datetime(2026, 10, 25, 14, 30, tzinfo=UTC)


def sent(item):
    head, _, payload = item_frame(item).partition(b"\n")
    facts = json.loads(head)
    assert facts["size"] == len(payload)
    return item_of(facts, payload)


@pytest.mark.parametrize("rows", [None, [7, 9, 2**40]], ids=["one row", "a row for each"])
@pytest.mark.parametrize("qualities", [None, [60, 0, 20]], ids=["all actual", "of each its own"])
def test_a_run_arrives_as_it_was(qualities, rows):
    run = ParsedRun(
        "Zähler\n1",
        "E1",
        START,
        30,
        np.array([-(2**63), 0, 2**63 - 1], dtype=np.int64),
        None if qualities is None else np.array(qualities, dtype=np.uint8),
        "kWh",
        3,
        7,
        "M-1",
        None if rows is None else np.array(rows, dtype=np.int64),
    )
    there = sent(run)
    assert (there.service_point, there.channel, there.start, there.step_minutes) == (
        "Zähler\n1",
        "E1",
        START,
        30,
    )
    assert (there.unit, there.decimals, there.row, there.meter_serial) == ("kWh", 3, 7, "M-1")
    assert there.quantities.tolist() == [-(2**63), 0, 2**63 - 1]
    assert (None if there.qualities is None else there.qualities.tolist()) == qualities
    assert (None if there.rows is None else there.rows.tolist()) == rows


@pytest.mark.parametrize(
    "item",
    [
        DuplicateReading("A", "E1", START, 12, True),
        RowError(3, "value", "0.4x2", "this is not a number", "write one"),
        RowError(4, "IntervalValue", "47 values", "a day has 48", "send 48", 48),
    ],
    ids=["duplicate", "error", "error of a day"],
)
def test_an_item_without_arrays_arrives_as_it_was(item):
    assert sent(item) == item


def test_a_text_without_end_is_cut():
    assert sent(RowError(1, "value", "9" * 70_000, "m", "c")).value == "9" * 1000


RUN = {"kind": "run", "count": 1, "has_qualities": False, "service_point": "A", "channel": "E1"}
RUN |= {"start": 0, "step_minutes": 30, "unit": "kWh", "decimals": 3, "row": 1, "meter_serial": ""}


@pytest.mark.parametrize(
    ("facts", "payload"),
    [
        ({"kind": "gossip"}, b""),
        ({}, b""),
        (RUN, b"\0" * 7),
        (RUN | {"count": -1}, b""),
        (RUN | {"has_qualities": True}, b"\0" * 8),
        (RUN | {"start": 10**30}, b"\0" * 8),
        (RUN | {"row": "first"}, b"\0" * 8),
        ({"kind": "error", "row": 1}, b""),
    ],
)
def test_anything_else_is_broken(facts, payload):
    with pytest.raises(BrokenFrame):
        item_of(facts, payload)


def test_an_error_is_known_by_all_of_its_parts():
    with pytest.raises(BrokenFrame):
        error_of({"row": 1, "field": "value"})


def test_a_frame_is_one_line_and_its_payload():
    assert frame("row", b"\n\n", cells=["ä\n"]) == b'{"kind":"row","size":2,"cells":["\\u00e4\\n"]}\n\n\n'
