"""Written times of a channel into instants."""

from datetime import UTC, datetime

import numpy as np
import pytest

from metering.file_formats.long_csv_times import Instants, time_text, usual_step_s, with_closed_days
from metering.file_formats.reading_table import ReadingTable
from metering.file_formats.wall_clock import WallClock

HOUR_S = 3600


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def table(*texts: str, exact=False) -> ReadingTable:
    labels = np.array([seconds(text) for text in texts], dtype=np.int64)
    zeros = np.zeros(len(texts), dtype=np.int64)
    rows = np.arange(2, len(texts) + 2)
    return ReadingTable(zeros, labels, zeros == exact - 1, zeros, zeros, zeros.astype(np.uint8), rows)


def instants_of(*texts: str, zone_name="Europe/Berlin", exact=False) -> Instants:
    return Instants(table(*texts, exact=exact), WallClock(zone_name))


def utc_clock(instants: Instants) -> list[str]:
    return [time_text(second)[11:16] for second in instants.seconds.tolist()]


@pytest.mark.parametrize(
    ("minutes", "step"),
    [
        ((0, 30, 60), 1800),
        ((60, 0, 30), 1800),
        ((0, 30, 31, 60, 90), 1800),
        ((0, 30, 30, 300), 1800),
        ((0,), None),
        ((5, 5), None),
        ((), None),
    ],
)
def test_the_usual_step_is_the_most_frequent_distance_of_neighbours(minutes, step):
    assert usual_step_s(np.array(minutes, dtype=np.int64) * 60) == step


def test_writes_times_as_people_do():
    assert time_text(seconds("2026-10-25T02:30")) == "2026-10-25 02:30:00"


def test_converts_local_times_and_leaves_exact_ones():
    assert utc_clock(instants_of("2026-01-01T12:00", "2026-07-01T12:00")) == ["11:00", "10:00"]
    assert utc_clock(instants_of("2026-01-01T12:00", exact=True)) == ["12:00"]


def test_refuses_a_time_that_does_not_exist_and_names_the_cure():
    instants = instants_of("2026-03-29T01:30", "2026-03-29T02:30")
    assert instants.refused.tolist() == [False, True]
    (error,) = instants.errors(instants.refused)
    assert (error.row, error.field, error.value) == (3, "start", "2026-03-29 02:30:00")
    assert error.message == "the local clock leaps over this time"
    assert "offset from UTC" in error.cure


@pytest.mark.parametrize(
    ("order", "clocks"),
    [
        (("01:30", "02:00", "02:30", "02:00", "02:30", "03:00"), "23:30 00:00 00:30 01:00 01:30 02:00"),
        (("01:30", "02:00", "02:00", "02:30", "02:30", "03:00"), "23:30 00:00 01:00 00:30 01:30 02:00"),
        (("03:00", "02:30", "02:00", "02:30", "02:00", "01:30"), "02:00 01:30 01:00 00:30 00:00 23:30"),
    ],
    ids=["forward", "in pairs", "backward"],
)
def test_the_first_in_time_of_two_equal_labels_is_the_earlier(order, clocks):
    instants = instants_of(*(f"2026-10-25T{clock}" for clock in order))
    assert utc_clock(instants) == clocks.split()
    assert not (instants.refused | instants.unpaired).any()


def test_a_label_shown_twice_that_comes_once_is_unpaired_and_more_often_is_refused():
    instants = instants_of(*["2026-10-25T02:00"] * 3, "2026-10-25T02:30", "2026-10-25T03:00")
    assert instants.refused.tolist() == [True, True, True, False, False]
    assert instants.unpaired.tolist() == [False, False, False, True, False]
    messages = {error.message for error in instants.errors(instants.refused | instants.unpaired)}
    assert messages == {
        "the local clock shows this time twice, and the file has it more often",
        "the local clock shows this time twice, and the file has it once",
    }


CLOSING = ("2026-01-01T22:00", "2026-01-01T23:00", "2026-01-01T00:00", "2026-01-02T01:00")
ORDINARY = ("2026-01-01T22:00", "2026-01-01T23:00", "2026-01-02T00:00", "2026-01-02T01:00")


@pytest.mark.parametrize("turn", [1, -1], ids=["forward", "backward"])
def test_moves_a_midnight_that_closes_its_day(turn):
    moved = with_closed_days(table(*CLOSING[::turn]), HOUR_S)
    assert moved.labels.tolist() == table(*ORDINARY[::turn]).labels.tolist()


@pytest.mark.parametrize("turn", [1, -1], ids=["forward", "backward"])
def test_leaves_an_ordinary_midnight_and_exact_times(turn):
    for ordinary in (
        table(*ORDINARY[::turn]),
        table(*CLOSING[::turn], exact=True),
        table("2026-01-01T05:00"),
    ):
        assert with_closed_days(ordinary, HOUR_S).labels.tolist() == ordinary.labels.tolist()


def test_one_gap_does_not_turn_all_midnights():
    days = [f"2026-01-0{day}T{hour:02}:00" for day in (1, 2, 3) for hour in range(24)]
    gap = [text for text in days if not "2026-01-02T00:00" < text < "2026-01-02T23:00"]
    assert with_closed_days(table(*gap), HOUR_S).labels.tolist() == table(*gap).labels.tolist()
