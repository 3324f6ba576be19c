"""Events to one quantity."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from metering.usage.periods import Period
from pricing.rating.aggregation import Aggregation, CountedEvent, EventWithoutTime, aggregate
from tests.unit.pricing.rating.builders import BERLIN, local_days

MARCH = local_days(BERLIN, date(2026, 3, 1), date(2026, 4, 1))


def event(at=None, value=None, key=None):
    return CountedEvent(at and datetime.fromisoformat(at), None if value is None else Decimal(value), key)


EVENTS = (
    event("2026-03-02T10:00+00:00", "2.5", "a"),
    event("2026-03-09T10:00+00:00", "-1", "b"),
    event("2026-03-05T10:00+00:00", "0.1", "a"),
)


@pytest.mark.parametrize(
    ("function", "quantity"),
    [
        (Aggregation.COUNT, "3"),
        (Aggregation.SUM, "1.6"),
        (Aggregation.MAX, "2.5"),
        (Aggregation.LATEST, "-1"),
        (Aggregation.UNIQUE_COUNT, "2"),
    ],
)
def test_makes_one_quantity_of_the_events_in_whatever_order_they_come(function, quantity):
    assert aggregate(EVENTS, function, MARCH) == Decimal(quantity)
    assert aggregate(reversed(EVENTS), function, MARCH) == Decimal(quantity)


@pytest.mark.parametrize("function", list(Aggregation))
def test_counts_nothing_of_no_events(function):
    assert aggregate([], function, MARCH) == 0
    assert aggregate(EVENTS, function, Period(datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC))) == 0  # fmt: skip


def test_counts_the_first_instant_of_the_period_and_not_its_end():
    edges = [event(f"{stamp}+00:00", "1") for stamp in ("2026-02-28T22:59:59.999999", "2026-02-28T23:00")]
    edges += [event(f"{stamp}+00:00", "1") for stamp in ("2026-03-31T21:59:59.999999", "2026-03-31T22:00")]
    assert aggregate(edges, Aggregation.COUNT, MARCH) == 2


def test_finds_the_largest_of_values_that_are_all_negative():
    assert aggregate([event(value="-3"), event(value="-2")], Aggregation.MAX) == -2


def test_takes_the_last_given_of_equal_or_unknown_times():
    same = "2026-03-05T10:00+00:00"
    assert aggregate([event(same, "1"), event(same, "2")], Aggregation.LATEST, MARCH) == 2
    assert aggregate([event(value="1"), event(value="2")], Aggregation.LATEST) == 2
    assert aggregate([event(same, "1"), event(value="2")], Aggregation.LATEST) == 1


def test_passes_over_events_without_the_value_or_key_it_reads():
    events = [event(value="1"), event(key="a")]
    quantities = {function: aggregate(events, function) for function in Aggregation}
    assert quantities == {
        Aggregation.COUNT: 2,
        Aggregation.SUM: 1,
        Aggregation.MAX: 1,
        Aggregation.LATEST: 1,
        Aggregation.UNIQUE_COUNT: 1,
    }


def test_adds_exactly_what_floats_cannot():
    tenths = [event(value="0.1")] * 3
    assert aggregate(tenths, Aggregation.SUM) == Decimal("0.3")
    huge = [event(value="123456789012345678901234567890"), event(value="0.000000000001")]
    assert aggregate(huge, Aggregation.SUM) == Decimal("123456789012345678901234567890.000000000001")


def test_refuses_to_guess_when_an_event_happened():
    with pytest.raises(EventWithoutTime):
        aggregate([event(value="1")], Aggregation.SUM, MARCH)
