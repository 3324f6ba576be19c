"""Where readings stand in what a program sent as JSON."""

import json

from metering.file_formats.api_json import (
    API_JSON,
    API_JSON_LINES,
    read_readings_document,
    read_readings_lines,
)
from tests.unit.metering.file_formats.places import counted, find, marked, places, values, wanted
from tests.unit.metering.file_formats.sent_json import at, document, reading, series

HOUR = wanted("2026-01-01T00:00Z", "2026-01-01T01:00Z", point="P1")
STEPS = {("P1", "E1"): 30}


def test_finds_the_series_and_the_value_in_it():
    content = document(series=[series(service_point="P2"), series(values=["1", 1, "1.5", None])])
    found = find(content, HOUR, API_JSON)
    assert places(found) == [(2, 1, "1"), (2, 2, "1")]
    assert marked(found) == ['"1"', "1"]
    assert json.loads(found.texts[0].text)["service_point"] == "P1"


def test_readings_are_numbered_after_the_series():
    content = document(series=[series(channel="E2")], readings=[reading(), reading(start=at(30), value=2.25)])
    found = find(content, HOUR, API_JSON)
    assert (places(found), marked(found)) == ([(2, 0, "1.5"), (3, 0, "2.25")], ['"1.5"', "2.25"])


def test_lines_are_rows():
    lines = [reading(service_point="P2"), series(), reading(start=at(30), value="7")]
    content = b"\n".join([b"", *(json.dumps(line).encode() for line in lines)])
    assert places(find(content, HOUR, API_JSON_LINES)) == [(3, 1, "1.5"), (4, 0, "7")]


def test_names_that_are_written_with_escapes_are_found():
    content = document(readings=[reading()]).replace(b'"P1"', b'"\\u0050\\u0031"')
    assert places(find(content, HOUR, API_JSON)) == [(1, 0, "1.5")]


def test_what_was_refused_is_passed_over():
    readings = [reading(value="x"), reading(value=None), reading(start="noon"), reading(value="3")]
    content = document(series=[series(start="noon")], readings=readings)
    assert places(find(content, HOUR, API_JSON)) == [(5, 0, "3")]
    content = b"rubbish\n" + json.dumps(series(values=["x", "2"])).encode()
    assert places(find(content, HOUR, API_JSON_LINES)) == [(2, 2, "2")]


def test_of_a_reading_that_comes_twice_the_better_and_later_is_found():
    readings = [reading(), reading(value="2"), reading(value="3", quality="estimated")]
    assert places(find(document(readings=readings), HOUR, API_JSON)) == [(2, 0, "2")]


def test_says_what_the_parser_has_made_of_it():
    what = wanted("2026-01-01T00:00Z", "2026-01-01T12:00Z", point="P1")
    parts = {
        "series": [series(quality=["estimated", "actual"]), series(start=at(120), values=[1, None, "2.5"])],
        "readings": [reading(value="9"), reading(start=at(30), value="8"), reading(start=at(150), value="7")],
    }
    content = document(**parts)
    stored = counted(read_readings_document(content).items(STEPS), what)
    assert (len(stored), values(find(content, what, API_JSON))) == (5, stored)
    lines = b"\n".join(json.dumps(item).encode() for part in parts.values() for item in part)
    stored = counted(read_readings_lines(lines).items(STEPS), what)
    assert (len(stored), values(find(lines, what, API_JSON_LINES))) == (5, stored)
