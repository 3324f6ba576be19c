"""How many readings are refused with a record of NEM12: what the file holds adds up."""

import pytest

from metering.file_formats.nem12 import parse_nem12
from tests.unit.metering.file_formats.files import HEADER, STREAM, day, errors, parsed, runs


def refused(*records):
    return [(error.row, error.reading_count) for error in errors(parsed(*records))]


@pytest.mark.parametrize(
    ("record", "count"),
    [
        (day("20260101").replace("0.5", "x", 1), 48),
        (day("20260101").replace("0.5", "", 1), 47),
        (day("20261301"), 48),
        (day("20260101").replace(",0.5", "", 1), 47),
        (day("20260101", flag="Q"), 48),
        (day("20260101", flag="N").replace("20260101", "20261301"), 0),
    ],
)
def test_a_day_that_cannot_be_taken_is_all_of_its_readings(record, count):
    assert refused(STREAM, record, day("20260102")) == [(3, count)]


def test_a_day_of_variable_quality_is_refused_with_its_400_records():
    assert refused(STREAM, day("20260101", flag="V"), "400,1,10,A,,") == [(3, 48)]
    assert refused(STREAM, day("20260101", flag="V"), "400,1,99,A,,") == [(4, 48)]
    assert refused(STREAM, day("20260101"), "400,1,48,A,,") == [(4, 48)]


def test_a_channel_that_cannot_be_taken_is_all_of_its_days():
    items = parsed(STREAM.replace(",30", ",31"), day("20260101"), day("20260102"), STREAM, day("20260101"))
    assert [(error.row, error.reading_count) for error in errors(items)] == [(2, 96)]
    assert [len(run.quantities) for run in runs(items)] == [48]


def test_days_without_a_channel_are_told_once_and_counted_each():
    assert refused(day("20260101"), day("20260102"), STREAM, day("20260101")) == [(2, 96)]


def test_what_follows_the_end_is_told_once_and_counted():
    lines = [HEADER, STREAM, day("20260101"), "900", STREAM, day("20260102"), STREAM, day("20260103")]
    assert [(error.row, error.reading_count) for error in errors(list(parse_nem12(lines)))] == [(5, 96)]
