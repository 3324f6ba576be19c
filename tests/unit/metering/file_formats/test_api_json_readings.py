"""Single readings as runs per channel."""

from metering.file_formats.api_json import read_readings_document
from metering.file_formats.parsed_readings import DuplicateReading, ParsedRun, RowError
from tests.unit.metering.file_formats.sent_json import at, document, reading

STEPS = {("P1", "E1"): 30, ("P2", "E1"): 15}


def items(*sent):
    return list(read_readings_document(document(readings=list(sent))).items(STEPS))


def test_puts_readings_in_order_and_neighbours_together():
    first, second = items(
        reading(start=at(90), value="4"), reading(start=at(30), value="2"), reading(start=at(0), value="1")
    )
    assert (first.quantities.tolist(), first.step_minutes, first.row) == ([1, 2], 30, 3)
    assert (second.quantities.tolist(), second.row) == ([4], 1)


def test_takes_the_step_that_a_reading_says_over_that_of_its_channel():
    own, known = items(reading(step_minutes=15), reading(service_point="P2"))
    assert (own.step_minutes, known.step_minutes) == (15, 15)


def test_tells_readings_of_one_interval_and_keeps_both():
    found = items(reading(value="1"), reading(value="2"))
    assert [type(item) for item in found] == [ParsedRun, ParsedRun, DuplicateReading]
    assert found[-1].differs


def test_refuses_only_what_is_wrong():
    wrong = [
        reading(start="2026-01-01T00:30:00"),
        reading(start=at(60), value=None),
        reading(start=at(90), value="1e3"),
        reading(start=at(120), quality="guessed"),
        reading(start=at(150), value={"a": "1"}),
    ]
    *errors, run = items(reading(), *wrong)
    assert [(error.row, error.field) for error in errors if isinstance(error, RowError)] == [
        (2, "start"),
        (3, "value"),
        (4, "value"),
        (6, "value"),
        (5, "quality"),
    ]
    assert run.quantities.tolist() == [15]


def test_hands_on_the_readings_of_a_channel_that_nobody_knows():
    found = items(reading(service_point="P9"), reading(service_point="P9", start=at(30)))
    assert sum(len(run.quantities) for run in found) == 2
    assert all(isinstance(run, ParsedRun) for run in found)


def test_keeps_qualities_and_exact_decimals():
    one, two = items(
        reading(value=123456789012.123, quality="estimated"), reading(start=at(60), value="0.000001")
    )
    assert (one.qualities.tolist(), one.decimals, one.quantities.tolist()) == ([20], 6, [123456789012123000])
    assert two.quantities.tolist() == [1]
