"""Days in the season of other days."""

from datetime import date, timedelta

import pytest

from pricing.rating.moved_seasons import with_seasons_of
from pricing.rating.tou_calendar import SeasonSpan, TouCalendar, TouWindow

WINTER = (SeasonSpan((10, 1), (5, 31)),)
CALENDAR = TouCalendar(
    "tou",
    ("winter_evening", "winter", "summer"),
    (
        TouWindow("winter_evening", WINTER, from_minute=960, to_minute=1260),
        TouWindow("winter", WINTER),
        TouWindow("summer"),
    ),
)


def days(first, count):
    return [first + timedelta(days=number) for number in range(count)]


def test_puts_days_into_the_season_of_the_others():
    moved = with_seasons_of(CALENDAR, days(date(2026, 9, 1), 30), days(date(2026, 10, 1), 31))
    assert [window.spans for window in moved.windows] == [
        (SeasonSpan((9, 1), (9, 30)),),
        (SeasonSpan((9, 1), (9, 30)),),
        (),
    ]
    assert (moved.windows[0].from_minute, moved.buckets) == (960, CALENDAR.buckets)


def test_drops_what_no_day_is_in_any_more():
    moved = with_seasons_of(CALENDAR, days(date(2026, 10, 1), 31), days(date(2026, 7, 1), 31))
    assert [window.bucket for window in moved.windows] == ["summer"]


def test_keeps_the_place_within_the_days():
    moved = with_seasons_of(CALENDAR, days(date(2026, 8, 1), 20), days(date(2026, 5, 22), 20))
    assert moved.windows[1].spans == (SeasonSpan((8, 1), (8, 10)),)  # May is over after ten days
    around = with_seasons_of(CALENDAR, days(date(2026, 12, 22), 20), days(date(2027, 1, 1), 20))
    assert around.windows[1].spans == (SeasonSpan((12, 22), (1, 10)),)


def test_makes_two_runs_of_a_season_that_comes_back():
    moved = with_seasons_of(CALENDAR, days(date(2026, 1, 1), 200), days(date(2026, 5, 22), 200))
    assert moved.windows[1].spans == (SeasonSpan((1, 1), (1, 10)), SeasonSpan((5, 13), (7, 19)))


def test_refuses_days_that_a_season_cannot_tell_apart():
    with pytest.raises(ValueError, match="do not fit into a year"):
        with_seasons_of(CALENDAR, days(date(2026, 1, 1), 366), days(date(2027, 1, 1), 366))
