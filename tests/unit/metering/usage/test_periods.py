"""Spans of time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from metering.usage.periods import Period


def at(hour: int) -> datetime:
    return datetime(2026, 1, 1, hour, tzinfo=UTC)


def span(first: int, last: int) -> Period:
    return Period(at(first), at(last))


def test_keeps_its_instants_in_utc():
    zone = timezone(timedelta(hours=10))
    period = Period(datetime(2026, 1, 1, 10, tzinfo=zone), datetime(2026, 1, 1, 12, tzinfo=zone))
    assert (period, period.start.tzinfo) == (span(0, 2), UTC)
    assert period.duration == timedelta(hours=2)


@pytest.mark.parametrize(("first", "last"), [(at(1), at(1)), (at(2), at(1))])
def test_must_end_after_it_starts(first, last):
    with pytest.raises(ValueError, match="must end after it starts"):
        Period(first, last)


@pytest.mark.parametrize("field", ["start", "end"])
def test_refuses_an_instant_without_a_zone(field):
    naive = at(1).replace(tzinfo=None)
    with pytest.raises(ValueError, match=f"{field} .* has no time zone"):
        Period(**({"start": at(0), "end": at(2)} | {field: naive}))


def test_contains_its_start_and_not_its_end():
    assert [span(1, 3).contains(at(hour)) for hour in range(5)] == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("first", "last", "covers", "overlap"),
    [
        (1, 3, True, (1, 3)),
        (1, 2, True, (1, 2)),
        (0, 2, False, (1, 2)),
        (2, 5, False, (2, 3)),
        (0, 5, False, (1, 3)),
        (3, 4, False, None),
        (0, 1, False, None),
        (5, 6, False, None),
    ],
)
def test_knows_what_it_shares_with_another(first, last, covers, overlap):
    period, other = span(1, 3), span(first, last)
    assert period.covers(other) is covers
    assert period.overlap(other) == (None if overlap is None else span(*overlap))


def test_is_cut_at_instants_inside_it_in_order_and_once():
    assert span(0, 6).split(at(4), at(2), at(4), at(0), at(6), at(9)) == (span(0, 2), span(2, 4), span(4, 6))
    assert span(0, 6).split() == (span(0, 6),)


@pytest.mark.parametrize(
    ("first", "last", "rest"),
    [
        (1, 2, [(0, 1), (2, 4)]),
        (0, 2, [(2, 4)]),
        (2, 9, [(0, 2)]),
        (0, 4, []),
        (4, 5, [(0, 4)]),
    ],
)
def test_leaves_what_another_does_not_take(first, last, rest):
    assert span(0, 4).subtract(span(first, last)) == tuple(span(*each) for each in rest)


def test_is_ordered_by_start():
    assert sorted([span(2, 3), span(0, 5), span(0, 1)]) == [span(0, 1), span(0, 5), span(2, 3)]
