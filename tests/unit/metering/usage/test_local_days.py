"""Runs cut into local days, and days put together again."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metering.usage.local_calendar import LocalCalendar
from metering.usage.local_days import (
    DayPiece,
    OffTheClock,
    merge_pieces,
    split_into_local_days,
    winning_pieces,
)
from metering.usage.reading_quality import ReadingQuality
from tests.unit.metering.usage.zones import zone_names

ACTUAL, ESTIMATED, MISSING = ReadingQuality.ACTUAL, ReadingQuality.ESTIMATED, ReadingQuality.MISSING
BERLIN = LocalCalendar("Europe/Berlin")


def split(zone_name: str, start: datetime, step: int, count: int, qualities=None) -> list[DayPiece]:
    quantities = np.arange(count, dtype=np.int64)
    return list(split_into_local_days(start, step, quantities, qualities, LocalCalendar(zone_name)))


def shape(pieces):
    return [(piece.date.day, piece.first_interval, len(piece.quantities)) for piece in pieces]


def piece(first: int, values, quality=ACTUAL) -> DayPiece:
    quantities = np.array(values, dtype=np.int64)
    codes = quality if isinstance(quality, list) else [quality] * len(values)
    return DayPiece(date(2026, 1, 1), 30, first, quantities, np.array(codes, dtype=np.uint8))


def test_cuts_at_local_midnight():
    # A market day of Brisbane, UTC+10, at a place in Perth, UTC+8.
    start = datetime(2025, 12, 31, 14, tzinfo=UTC)
    assert shape(split("Australia/Perth", start, 30, 48)) == [(31, 44, 4), (1, 0, 44)]


@pytest.mark.parametrize(
    ("zone_name", "start", "step", "count", "shapes"),
    [
        ("Europe/Berlin", datetime(2026, 3, 28, 23, tzinfo=UTC), 15, 96, [(29, 0, 92), (30, 0, 4)]),
        ("Europe/Berlin", datetime(2026, 10, 24, 22, tzinfo=UTC), 15, 101, [(25, 0, 100), (26, 0, 1)]),
        (
            "Europe/Berlin",
            datetime(2026, 10, 24, 21, tzinfo=UTC),
            60,
            27,
            [(24, 23, 1), (25, 0, 25), (26, 0, 1)],
        ),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 13, tzinfo=UTC), 30, 50, [(5, 0, 49), (6, 0, 1)]),
        ("Australia/Lord_Howe", datetime(2026, 10, 3, 13, 30, tzinfo=UTC), 30, 48, [(4, 0, 47), (5, 0, 1)]),
        ("Asia/Kolkata", datetime(2026, 1, 1, tzinfo=UTC), 30, 38, [(1, 11, 37), (2, 0, 1)]),
    ],
)
def test_a_day_of_a_clock_change_has_fewer_or_more_intervals(zone_name, start, step, count, shapes):
    assert shape(split(zone_name, start, step, count)) == shapes


def test_cuts_qualities_along_and_copies_nothing():
    quantities = np.arange(4, dtype=np.int64)
    qualities = np.array([60, 20, 0, 60], dtype=np.uint8)
    start = datetime(2026, 1, 1, 22, tzinfo=UTC)
    first, second = split_into_local_days(start, 30, quantities, qualities, BERLIN)
    assert (first.qualities.tolist(), second.qualities.tolist()) == ([60, 20], [0, 60])
    assert np.shares_memory(first.quantities, quantities)


def test_without_qualities_all_is_actual():
    (only,) = split("UTC", datetime(2026, 1, 1, tzinfo=UTC), 30, 2)
    assert only.qualities.tolist() == [ACTUAL, ACTUAL]


def test_no_readings_have_no_days():
    assert split("UTC", datetime(2026, 1, 1, tzinfo=UTC), 30, 0) == []


@pytest.mark.parametrize(
    ("zone_name", "start", "step"),
    [
        ("Europe/Berlin", datetime(2026, 1, 1, 0, 10, tzinfo=UTC), 30),
        ("Asia/Kolkata", datetime(2026, 1, 1, tzinfo=UTC), 60),
        ("Asia/Kathmandu", datetime(2026, 1, 1, tzinfo=UTC), 30),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 13, tzinfo=UTC), 60),
    ],
)
def test_refuses_readings_off_the_local_clock(zone_name, start, step):
    with pytest.raises(OffTheClock, match=f"{step}-minute readings .*on the clock of"):
        split(zone_name, start, step, 48)


@given(
    zone_names, st.integers(0, 20 * 365 * 24 * 4), st.sampled_from([5, 15]), st.integers(0, 700), st.data()
)
def test_cutting_and_putting_together_loses_nothing(zone_name, quarter, step, count, data):
    calendar = LocalCalendar(zone_name)
    start = datetime(2017, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * quarter)
    quantities = np.arange(1, count + 1, dtype=np.int64)
    codes = st.sampled_from([ACTUAL, ESTIMATED])
    qualities = np.array(data.draw(st.lists(codes, min_size=count, max_size=count)), dtype=np.uint8)
    cut = data.draw(st.integers(0, count))
    pieces = defaultdict(list)
    for first, end in ((0, cut), (cut, count)):
        at = start + timedelta(minutes=step * first)
        for each in split_into_local_days(at, step, quantities[first:end], qualities[first:end], calendar):
            pieces[each.date].append(each)
    found = {}
    for day, of_day in pieces.items():
        values, their_codes = merge_pieces(calendar.interval_count(day, step), of_day)
        for number in np.flatnonzero(their_codes != MISSING).tolist():
            instant = calendar.day_start(day) + timedelta(minutes=step * number)
            found[instant] = (int(values[number]), int(their_codes[number]))
    assert found == {
        start + timedelta(minutes=step * number): (number + 1, int(qualities[number]))
        for number in range(count)
    }


def test_what_no_piece_holds_is_missing():
    quantities, qualities = merge_pieces(4, [piece(1, [7, 8])])
    assert quantities.tolist() == [0, 7, 8, 0]
    assert qualities.tolist() == [MISSING, ACTUAL, ACTUAL, MISSING]


def test_the_better_quality_counts_and_of_equal_ones_the_later_piece():
    pieces = [
        piece(0, [1, 1, 1]),
        piece(0, [2, 2, 2], [ESTIMATED, ACTUAL, MISSING]),
        piece(2, [3], ESTIMATED),
    ]
    quantities, qualities = merge_pieces(3, pieces)
    assert quantities.tolist() == [1, 2, 1]
    assert qualities.tolist() == [ACTUAL] * 3


def test_a_missing_reading_hides_none():
    quantities, qualities = merge_pieces(
        2, [piece(0, [0, 0], MISSING), piece(0, [5], ESTIMATED), piece(0, [0], MISSING)]
    )
    assert (quantities.tolist(), qualities.tolist()) == ([5, 0], [ESTIMATED, MISSING])


@given(st.data())
def test_the_winning_pieces_are_those_whose_readings_count(data):
    codes = st.sampled_from([MISSING, ESTIMATED, ACTUAL])
    pieces = []
    for number in range(data.draw(st.integers(0, 4))):
        qualities = data.draw(st.lists(codes, min_size=1, max_size=5))
        first = data.draw(st.integers(0, 6 - len(qualities)))
        pieces.append(piece(first, [number + 1] * len(qualities), qualities))
    quantities, _ = merge_pieces(6, pieces)
    assert (winning_pieces(6, pieces) + 1).tolist() == quantities.tolist()
