"""Events row by row."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest

from metering.file_formats.event_rows import EventRow, parse_events

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DECODER = msgspec.json.Decoder(EventRow)


def row(text="", **changes):
    facts = {
        "service_point": "1",
        "channel": "CALLS",
        "key": "a",
        "at": "2026-03-01T08:00:00+01:00",
    } | changes
    return DECODER.decode(json.dumps(facts)[:-1].encode() + text.encode() + b"}")


def one(text="", **changes):
    (parsed,), () = parse_events([row(text, **changes)], NOW)
    return parsed


def test_reads_an_event_exactly():
    parsed = one(', "quantity": "0.1", "properties": {"to": "DE"}')
    assert (parsed.at, parsed.quantity) == (datetime(2026, 3, 1, 7, tzinfo=UTC), Decimal("0.1"))
    assert (parsed.key, parsed.properties) == ("a", {"to": "DE"})


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("", "1"), (', "quantity": 184', "184"), (', "quantity": -0.000000000001', "-0.000000000001")],
)
def test_counts_one_unless_told(text, quantity):
    assert one(text).quantity == Decimal(quantity)


@pytest.mark.parametrize(
    ("event", "field", "message"),
    [
        (row(at="2026-03-01T08:00:00"), "at", "it is no instant with an offset"),
        (row(at="2026-03-01T12:05:01Z"), "at", "it is still to come"),
        (row(key=" "), "key", "it does not tell the event from others"),
        (row(key="k" * 121), "key", "it does not tell the event from others"),
        (row(', "quantity": 1e3'), "quantity", "it is no number that can be kept exactly"),
        (row(', "quantity": "0.0000000000001"'), "quantity", "it is no number that can be kept exactly"),
        (row(', "quantity": null'), "quantity", "it is no number that can be kept exactly"),
        (row(', "properties": {"to": 1}'), "properties", "they are not texts by name"),
        (row(', "properties": {"to": "a", "to": "b"}'), "properties", "a name is given more than once"),
        (row(', "properties": {"to": "' + "x" * 201 + '"}'), "properties", "they are too many, or too long"),
        (
            row(f', "properties": {json.dumps({str(n): "" for n in range(21)})}'),
            "properties",
            "they are too many",
        ),
    ],
)
def test_tells_what_is_wrong_and_takes_the_others(event, field, message):
    parsed, (problem,) = parse_events([row(key="first"), event, row(key="last")], NOW)
    assert [one.number for one in parsed] == [0, 2]
    assert (problem.number, problem.field) == (1, field)
    assert problem.message.startswith(message)
    assert problem.cure


def test_a_clock_may_be_a_little_ahead():
    assert one(at="2026-03-01T12:05:00Z").at > NOW
