"""Where readings stand in a CSV with one row per reading."""

import pytest

from metering.file_formats import file_chunks
from tests.unit.metering.file_formats.files import csv_items
from tests.unit.metering.file_formats.places import counted, find, marked, places, values, wanted

HEAD = "nmi,channel,start,value,quality\n"
HOUR = wanted("2026-03-01T00:00Z", "2026-03-01T01:00Z")


def row(start, value="0.5", quality="A", point="NMI0000001", channel="E1"):
    return f"{point},{channel},{start},{value},{quality}\n"


def hours(count, *, first=0, **facts):
    return "".join(row(f"2026-03-01T{first + n:02}:00Z", f"{n}.25", **facts) for n in range(count))


def test_finds_row_and_value():
    text = (
        HEAD
        + row("2026-03-01T00:00Z", point="OTHER")
        + row("2026-03-01T00:00Z", "1.5")
        + row("2026-03-01T00:30Z")
    )
    found = find(text, HOUR)
    assert places(found) == [(3, 0, "1.5"), (4, 0, "0.5")]
    assert marked(found) == ["1.5", "0.5"]
    assert found.texts[0].text == "NMI0000001,E1,2026-03-01T00:00Z,1.5,A"


def test_names_that_hold_the_name_are_others():
    text = HEAD + row("2026-03-01T00:00Z", point="NMI00000012") + row("2026-03-01T00:00Z", "2", channel="E11")
    assert places(find(text, HOUR)) == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("size", [7, 64, 1 << 20])
def test_counts_rows_as_the_parser_does(monkeypatch, end, encoding, size):
    monkeypatch.setattr(file_chunks, "_BYTES_AT_ONCE", size)
    text = (
        HEAD.replace("quality", "quality,größe") + "\n" + row("2026-03-01T00:00Z").replace(",A", ",A,ü") * 2
    )
    found = find(text.replace("\n", end).encode(encoding), HOUR, step_minutes=30)
    assert places(found) == [(4, 0, "0.5")]


def test_of_a_reading_that_comes_twice_the_better_and_later_row_is_found():
    rows = [("1", "A"), ("2", "E"), ("3", "A"), ("4", "S")]
    text = HEAD + "".join(row("2026-03-01T00:00Z", *each) for each in rows)
    assert places(find(text, HOUR, step_minutes=30)) == [(4, 0, "3")]


def test_the_hour_that_comes_twice_is_told_from_the_order_of_rows():
    """Berlin, 25 October 2026: 02:00 and 02:30 are shown twice."""
    starts = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
    text = HEAD + "".join(row(f"2026-10-25 {start}", f"{n}.5") for n, start in enumerate(starts))
    what = wanted("2026-10-25T00:00Z", "2026-10-25T02:00Z")
    found = find(text, what, zone_name="Europe/Berlin")
    assert places(found) == [(3, 0, "1.5"), (4, 0, "2.5"), (5, 0, "3.5"), (6, 0, "4.5")]
    assert values(found) == counted(csv_items(text, zone_name="Europe/Berlin"), what)


def test_a_time_that_ends_an_interval_and_midnight_that_closes_its_day():
    ends = ["2026-03-01 22:00", "2026-03-01 23:00", "2026-03-01 00:00", "2026-03-02 01:00"]
    text = HEAD + "".join(row(end, f"{n}") for n, end in enumerate(ends))
    what = wanted("2026-03-01T23:00Z", "2026-03-02T00:00Z", step=60)
    assert places(find(text, what, interval_ending=True)) == [(4, 0, "2")]


def test_what_the_file_does_not_name_comes_from_its_name_and_the_profile():
    text = "start;value\n2026-03-01 00:00;1,5\n2026-03-01 00:30;2,5\n"
    facts = {"file_name": "NMI0000001.csv", "channel": "E1", "decimal_comma": True}
    found = find(text, HOUR, **facts)
    assert (places(found), marked(found)) == ([(2, 0, "1,5"), (3, 0, "2,5")], ["1,5", "2,5"])
    assert places(find(text, HOUR, **facts | {"file_name": "other.csv"})) == []


def test_a_row_with_quotes_is_found_without_a_mark():
    text = HEAD + '"NMI0000001","E1","2026-03-01T00:00Z","1.5","A"\n' + row("2026-03-01T00:30Z")
    found = find(text, HOUR)
    assert places(found) == [(2, 0, "1.5"), (3, 0, "0.5")]
    assert found.readings[0].end == 0


def test_rows_that_were_refused_are_passed_over():
    text = (
        HEAD
        + row("2026-03-01T00:00Z", "x")
        + row("2026-03-01T00:00Z", "2")
        + row("2026-03-01T00:30Z", "", "N")
    )
    assert places(find(text, HOUR, step_minutes=30)) == [(3, 0, "2")]


def test_a_file_without_the_channel_has_none():
    assert places(find(HEAD, HOUR)) == []
    assert places(find(HEAD + hours(3, point="OTHER"), HOUR)) == []


def test_says_what_the_parser_has_made_of_it():
    text = (
        HEAD
        + hours(20)
        + hours(9, first=5, quality="E")
        + hours(3, first=8)
        + hours(24, point="OTHER")
        + hours(4, first=20, quality="S")
    )
    what = wanted("2026-03-01T00:00Z", "2026-03-02T00:00Z", step=60)
    assert len(values(find(text, what))) == 24
    assert values(find(text, what)) == counted(csv_items(text), what)
