"""Where readings stand in a NEM12 file."""

import pytest

from metering.file_formats import file_chunks
from metering.file_formats.nem12 import parse_nem12
from tests.unit.metering.file_formats.files import HEADER, STREAM, day, nem12
from tests.unit.metering.file_formats.places import counted, find, marked, places, values, wanted

OTHER = "200,NMI0000002,E1,1,E1,N1,METER2,KWH,30,"
EXPORT = "200,NMI0000001,E1B1,1,B1,N1,METER1,KWH,30,"
NUMBERED = [f"{number}.5" for number in range(1, 49)]
# A market day is 14:00 to 14:00 UTC.
MARKET_DAY = wanted("2026-01-31T14:00Z", "2026-02-01T14:00Z")
NOON = wanted("2026-02-01T02:00Z", "2026-02-01T02:30Z")


def find_in(*records, what=NOON, end="900"):
    return find("".join(nem12(*records, end=end)), what, "NEM12")


def test_finds_row_position_and_value():
    found = find_in(OTHER, day("20260201"), STREAM, day("20260131"), day("20260201", NUMBERED))
    assert places(found) == [(6, 25, "25.5")]
    assert marked(found) == ["25.5"]
    assert found.texts[0].text.startswith("300,20260201,1.5,2.5,")
    assert not found.texts[0].is_cut_after


def test_takes_the_channel_that_is_asked_for():
    found = find_in(
        EXPORT, day("20260201", "7"), STREAM, day("20260201", NUMBERED), EXPORT, day("20260201", "8")
    )
    assert places(found) == [(5, 25, "25.5")]


def test_a_local_day_elsewhere_spans_two_rows():
    """Perth is two hours behind the market: its day begins in the fifth half-hour of a market day."""
    perth = wanted("2026-01-31T16:00Z", "2026-02-01T16:00Z")
    found = find_in(STREAM, day("20260201", NUMBERED), day("20260202", NUMBERED), what=perth)
    assert places(found) == [(3, n, f"{n}.5") for n in range(5, 49)] + [(4, n, f"{n}.5") for n in range(1, 5)]
    assert marked(found) == [each.value for each in found.readings]


def test_a_day_of_25_hours_has_as_many_readings():
    """Sydney puts its clock back on 5 April 2026."""
    sydney = wanted("2026-04-04T13:00Z", "2026-04-05T14:00Z")
    found = find_in(STREAM, day("20260404", NUMBERED), day("20260405", NUMBERED), what=sydney)
    assert [row for row, _, _ in places(found)] == [3] * 2 + [4] * 48


def test_of_a_day_that_comes_again_the_row_that_counted_is_found():
    newer = day("20260201", NUMBERED, updated="20260203000000")
    older = day("20260201", "9", updated="20260202000000")
    assert places(find_in(STREAM, newer, older)) == [(3, 25, "25.5")]
    assert places(find_in(STREAM, older, newer)) == [(4, 25, "25.5")]


def test_an_older_day_counts_where_its_quality_is_better():
    newer = day("20260201", "1", flag="E52", updated="20260203000000")
    older = day("20260201", "2", updated="20260202000000")
    assert places(find_in(STREAM, newer, older)) == [(4, 25, "2")]


def test_tells_the_record_that_says_the_quality():
    records = (STREAM, day("20260201", NUMBERED, flag="V"), "400,1,24,A", "400,25,48,S14,32", day("20260202"))
    found = find_in(*records)
    (reading,) = found.readings
    assert (reading.row, reading.quality, reading.quality_row) == (3, 30, 5)
    assert {text.row: text.text for text in found.texts}[5] == "400,25,48,S14,32"


def test_of_a_missing_reading_there_is_no_row():
    assert find_in(STREAM, day("20260201", "", flag="N")).readings == ()
    records = (STREAM, day("20260201", "1", flag="V"), "400,1,24,A", "400,25,48,N")
    assert len(find_in(*records, what=MARKET_DAY).readings) == 24


def test_a_row_that_was_refused_is_passed_over():
    wrong = day("20260201", ["x", *NUMBERED[1:]])
    assert places(find_in(STREAM, wrong, day("20260201", NUMBERED))) == [(4, 25, "25.5")]


def test_names_in_quotes_and_padding_are_read_as_the_parser_does():
    text = "\r\n".join(
        [HEADER, '"200","NMI0000001",E1,1,"E1",N1,M,KWH,30,,,', f"{day('20260201')},,,", "900,,"]
    )
    found = find(text, NOON, "NEM12")
    assert places(found) == [(3, 25, "0.5")]
    quoted = day("20260201").replace(",0.5,", ',"0.5",', 1)
    (reading,) = find_in(STREAM, quoted).readings
    assert (reading.value, reading.end) == ("0.5", 0)


def test_a_long_row_is_cut_to_what_is_asked_for():
    minutes = "200,NMI0000001,E1,1,E1,N1,METER1,KWH,1,"
    texts = [f"{number}.125" for number in range(1440)]
    what = wanted("2026-02-01T02:00Z", "2026-02-01T02:01Z", step=1)
    found = find_in(minutes, day("20260201", texts), what=what)
    assert (places(found), marked(found)) == ([(3, 721, "720.125")], ["720.125"])
    assert (found.texts[0].is_cut_before, found.texts[0].is_cut_after) == (True, True)
    assert len(found.texts[0].text) < 500


@pytest.mark.parametrize("size", [16, 64, 333, 4096])
def test_finds_the_same_whatever_the_portions(monkeypatch, size):
    monkeypatch.setattr(file_chunks, "_BYTES_AT_ONCE", size)
    records = (
        OTHER,
        *(day(f"202602{n:02}") for n in range(1, 9)),
        STREAM,
        *(day(f"202602{n:02}", NUMBERED) for n in range(1, 9)),
        OTHER,
    )
    assert places(find_in(*records)) == [(12, 25, "25.5")]


def test_says_what_the_parser_has_made_of_it():
    records = (
        *(
            STREAM,
            day("20260201", "1", flag="E52", updated=""),
            day("20260201", NUMBERED, updated="20260102000000"),
        ),
        *(day("20260202", "3", flag="V"), "400,1,10,A", "400,11,48,F", day("20260202", "4", flag="S14")),
        *(
            OTHER,
            day("20260201", "5"),
            STREAM,
            day("20260203", "6", flag="N"),
            day("20260203", "7", flag="E"),
        ),
    )
    what = wanted("2026-01-31T16:00Z", "2026-02-03T05:00Z")
    stored = counted(parse_nem12(nem12(*records)), what)
    assert len(stored) == 122
    assert values(find_in(*records, what=what)) == stored
