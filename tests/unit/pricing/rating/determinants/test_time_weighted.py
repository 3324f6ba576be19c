"""The average level by time."""

from datetime import UTC, date, datetime
from decimal import Decimal

from pricing.rating import UsageEvent
from pricing.rating.carried import Carried
from pricing.rating.determinants.time_weighted import measure_time_weighted
from pricing.rating.plan_terms import PerUnitPrice, TimeWeighted
from pricing.rating.progress import Progress
from tests.unit.pricing.rating.builders import BERLIN, METRIC, charge, local_days, terms
from tests.unit.pricing.rating.events import JANUARY, event, event_batch, rated_events

STORED = TimeWeighted(METRIC)
KEY = f"level:{METRIC}"


def average(*events, **facts):
    (counted,) = measure_time_weighted(STORED, event_batch(None, events, **facts))
    return counted.quantities[0]


def test_weighs_a_level_by_the_time_it_lasted():
    # 31 from the start, 62 more for the last day only.
    assert average(event("1", 31), event("31", 62)) == 33


def test_goes_on_from_the_level_of_the_last_bill_and_leaves_its_own():
    plan = terms(charge("storage", STORED, PerUnitPrice(Decimal("0.1"))))
    account = rated_events(plan, event("31", -31), carried=[Carried({KEY: {"level": "100"}})])
    (line,) = account.lines
    assert (line.quantity, line.trace["l"]) == (99, "100")
    assert account.carried[KEY] == {"level": "69"}


def test_counts_a_service_that_began_late_for_its_part_of_the_period():
    late = local_days("UTC", date(2026, 1, 17), date(2026, 2, 1))
    assert average(event("17", 62), period=late, full_period=JANUARY) == 30


def test_counts_an_hour_more_on_a_day_of_25_hours():
    day = local_days(BERLIN, date(2026, 10, 25), date(2026, 10, 26))
    last_hour = UsageEvent(datetime(2026, 10, 25, 22, tzinfo=UTC), Decimal(25))
    assert average(last_hour, period=day, zone_name=BERLIN) == 1


def test_keeps_an_average_without_end_to_18_decimals():
    assert average(event("30", 1)) == Decimal("0.064516129032258065")


def test_counts_the_period_so_far_as_a_part_of_the_whole():
    first = local_days("UTC", date(2026, 1, 1), date(2026, 1, 11))
    rest = local_days("UTC", date(2026, 1, 11), date(2026, 2, 1))
    early = average(event("1", 31), period=first, full_period=JANUARY, progress=[Progress(is_last=False)])
    so_far = average(event("1", 31), period=rest, full_period=JANUARY, progress=[Progress(is_first=False)])
    assert (early, so_far) == (10, 31)
