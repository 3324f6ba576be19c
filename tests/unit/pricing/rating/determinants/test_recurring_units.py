"""Units that are there until another event takes them away."""

from datetime import UTC, date, datetime
from decimal import Decimal

from pricing.rating import UsageEvent
from pricing.rating.carried import Carried
from pricing.rating.determinants.recurring_units import Move, measure_recurring_units
from pricing.rating.plan_terms import RecurringUnits
from pricing.rating.progress import Progress
from tests.unit.pricing.rating.builders import BERLIN, METRIC, local_days
from tests.unit.pricing.rating.events import JANUARY, event, event_batch

SEATS = RecurringUnits(METRIC)
KEY = f"level:{METRIC}"


def counted(*events, **facts):
    (one,) = measure_recurring_units(SEATS, event_batch(None, events, **facts))
    return one


def moves(*events, **facts):
    return [(move.units, move.days) for move in counted(*events, **facts).detail(0).moves]


def test_owes_the_day_of_the_event_and_all_days_after_it():
    assert moves(event("1", 3), event("31 23:00", 2)) == [(3, 31), (2, 1)]
    assert moves(event("10", 3), event("10 18:00", -3)) == [(3, 22), (-3, 22)]


def test_begins_with_the_level_of_the_last_bill_and_ends_with_its_own():
    one = counted(event("11", -4), carried=[Carried({KEY: {"level": "9"}})])
    assert one.detail(0).moves == [Move(Decimal(9), Decimal(31)), Move(Decimal(-4), Decimal(21))]
    assert (one.quantities, one.keeps, one.detail(0).full_days) == ([5], {KEY: [{"level": "5"}]}, 31)


def test_counts_local_days():
    day_before = UsageEvent(datetime(2026, 10, 24, 21, 59, tzinfo=UTC), Decimal(1))
    at_midnight = UsageEvent(datetime(2026, 10, 24, 22, tzinfo=UTC), Decimal(1))
    october = local_days(BERLIN, date(2026, 10, 1), date(2026, 11, 1))
    assert moves(day_before, at_midnight, period=october, zone_name=BERLIN) == [(1, 8), (1, 7)]


def test_owes_up_to_the_end_of_a_service_that_ends_early():
    cut = local_days("UTC", date(2026, 1, 1), date(2026, 1, 11))
    one = counted(event("3", 2), period=cut, full_period=JANUARY)
    assert (one.detail(0).moves, one.detail(0).full_days) == ([Move(Decimal(2), Decimal(8))], 31)


def test_owes_to_the_end_of_the_period_before_its_last_invoice():
    so_far = local_days("UTC", date(2026, 1, 1), date(2026, 1, 11))
    progress = [Progress(is_last=False)]
    assert moves(event("3", 2), period=so_far, full_period=JANUARY, progress=progress) == [(2, 29)]
