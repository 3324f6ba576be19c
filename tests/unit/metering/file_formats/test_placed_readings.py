"""Readings and the texts of their rows."""

from metering.file_formats.placed_readings import (
    PlacedReading,
    WantedReadings,
    counting_readings,
    with_texts,
)


def placed(start=0, row=1, quality=60, **facts):
    return PlacedReading(start, row, facts.pop("position", 1), quality, "5", **facts)


def test_wanted_are_the_starts_in_the_span():
    wanted = WantedReadings("P", "E1", 30, 3600, 7200)
    assert list(wanted.starts(0, 30, 10)) == [(2, 3600), (3, 5400)]
    assert list(wanted.starts(4000, 30, 10)) == [(0, 4000), (1, 5800)]
    assert list(wanted.starts(0, 30, 2)) == []
    assert list(wanted.starts(7200, 30, 10)) == []


def test_the_better_and_later_counts_and_a_missing_one_never():
    found = [placed(60, 4), placed(0, 1), placed(0, 2), placed(0, 3, 20), placed(120, 5, 0)]
    assert [each.row for each in counting_readings(found)] == [2, 4]


def test_a_short_row_is_shown_whole():
    found = with_texts([placed(first=2, end=3)], {1: "a,5,c"})
    (text,) = found.texts
    assert (text.text, text.is_cut_before, text.is_cut_after) == ("a,5,c", False, False)


def test_a_long_row_is_cut_and_marks_move_along():
    long = "x" * 1000 + ",5," + "y" * 1000
    found = with_texts([placed(first=1001, end=1002)], {1: long})
    (reading,), (text,) = found.readings, found.texts
    assert text.text[reading.first : reading.end] == "5"
    assert (len(text.text), text.is_cut_before, text.is_cut_after) == (401, True, True)


def test_no_row_is_shown_without_end():
    row = ",".join(["5"] * 50_000)
    found = with_texts([placed(first=n * 2, end=n * 2 + 1) for n in range(50_000)], {1: row})
    assert len(found.texts[0].text) == 12_000
    assert found.readings[-1].end == 0


def test_the_row_that_says_the_quality_comes_along():
    found = with_texts([placed(first=0, end=1, quality_row=2)], {1: "5", 2: "400,1,1,E"})
    assert [text.text for text in found.texts] == ["5", "400,1,1,E"]
