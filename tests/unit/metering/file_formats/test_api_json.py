"""JSON readings, in a document or line by line."""

import json

import pytest

from billing_site.foundation.strict_json import NotStrictJson
from metering.file_formats.api_json import read_document_head, read_readings_document, read_readings_lines
from metering.file_formats.parsed_readings import ParsedRun, RowError
from tests.unit.metering.file_formats.sent_json import at, document, reading, series


def lines(*sent) -> bytes:
    return b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in sent)


def test_numbers_series_first_and_then_readings():
    sent = read_readings_document(
        document(readings=[reading(start=at(120))], series=[series(), series(channel="B1")])
    )
    assert [item.row for item in sent.items({("P1", "E1"): 30})] == [1, 2, 3]


def test_tells_which_service_points_need_a_step():
    sent = read_readings_document(
        document(readings=[reading(), reading(service_point="P2", step_minutes=15)])
    )
    assert sent.points_without_step() == {"P1"}


@pytest.mark.parametrize("parts", [{}, {"series": []}, {"series": [], "readings": []}])
def test_refuses_a_document_without_readings(parts):
    with pytest.raises(NotStrictJson) as caught:
        read_readings_document(document(**parts))
    assert caught.value.code == "shape.empty"


def test_reads_the_head_of_a_document_and_no_more():
    head = read_document_head(document(mode="atomic", series=[5]))
    assert (head.utility, head.mode) == ("NORTH", "atomic")


@pytest.mark.parametrize(
    "body", [b"[]", b"{", b'{"mode":"atomic"}', b'{"utility":5}', b'{"utility":"\\u0000"}']
)
def test_refuses_a_document_that_does_not_say_whose_it_is(body):
    with pytest.raises(NotStrictJson):
        read_document_head(body)


def test_reads_a_series_or_a_reading_in_each_line():
    sent = read_readings_lines(lines(series(), b"", reading(start=at(120)), b"  "))
    assert [item.row for item in sent.items({("P1", "E1"): 30})] == [1, 3]


def test_tells_the_lines_that_cannot_be_read_and_takes_the_others():
    sent = read_readings_lines(
        lines(reading(), b"{", {**reading(), "evil": 1}, b'{"value":1,"value":2}', {**series(), "values": []})
    )
    found = list(sent.items({("P1", "E1"): 30}))
    errors = [item for item in found if isinstance(item, RowError)]
    assert [(error.row, error.field) for error in errors] == [
        (2, "line"),
        (3, "evil"),
        (4, "service_point"),
        (5, "values"),
    ]
    assert sum(isinstance(item, ParsedRun) for item in found) == 1


def test_finds_nothing_in_blank_lines():
    assert list(read_readings_lines(b"\n \n").items({})) == []
