"""Parsed items in portions."""

from datetime import UTC, datetime

import numpy as np

from metering.file_formats.parsed_readings import DuplicateReading, ParsedRun, RowError
from metering.file_formats.portions import portions
from metering.file_formats.rejections import Rejections

START = datetime(2026, 3, 1, tzinfo=UTC)


def run(row, count):
    return ParsedRun("A", "E1", START, 30, np.ones(count, dtype=np.int64), None, "kWh", 3, row)


DUPLICATE = DuplicateReading("A", "E1", START, 9, True)
ERROR = RowError(4, "value", "x", "this is not a number", "write one")


def portioned(items, readings_at_once):
    duplicates, rejections = [], Rejections()
    found = list(
        portions(items, readings_at_once=readings_at_once, duplicates=duplicates, rejections=rejections)
    )
    return [[each.row for each in portion] for portion in found], duplicates, rejections.errors


def test_hands_on_as_soon_as_there_is_enough():
    items = [run(1, 2), run(2, 2), ERROR, run(3, 5), DUPLICATE, run(4, 1)]
    assert portioned(items, 4) == ([[1, 2], [3], [4]], [DUPLICATE], [ERROR])


def test_a_file_that_is_small_is_one_portion():
    assert portioned([run(1, 2), run(2, 2)], 100) == ([[1, 2]], [], [])


def test_there_is_no_empty_portion():
    assert portioned([run(1, 4), ERROR], 4) == ([[1]], [], [ERROR])
    assert portioned([ERROR], 4) == ([], [], [ERROR])
