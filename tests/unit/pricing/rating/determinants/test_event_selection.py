"""Which events count."""

from datetime import date
from decimal import Decimal

import pytest

from pricing.rating.aggregation import Aggregation
from pricing.rating.determinants.event_selection import counted_from, event_groups, events_of
from pricing.rating.plan_terms import EventTotal, PerUnitPrice
from pricing.rating.progress import Progress
from pricing.rating.unable_to_rate import UnableToRate
from tests.unit.pricing.rating.builders import METRIC, charge, local_days, terms
from tests.unit.pricing.rating.events import JANUARY, event, event_batch

BY_REGION = EventTotal(METRIC, Aggregation.SUM, by="region")
PRICE = PerUnitPrice(Decimal(1))
LATE_JANUARY = local_days("UTC", date(2026, 1, 20), date(2026, 2, 1))


def days(events):
    return [one.at.day for one in events]


def test_counts_the_period_with_its_start_and_without_its_end_in_order_of_time():
    batch = event_batch(
        None, [event("31 23:59"), event("19 23:59"), event("20"), event("25")], period=LATE_JANUARY
    )
    (counted,) = events_of(METRIC, (), batch)
    assert days(counted) == [20, 25, 31]


def test_keeps_the_account_apart():
    counted = events_of(METRIC, (), event_batch(None, [event("3")], [], [event("4"), event("5")]))
    assert [days(one) for one in counted] == [[3], [], [4, 5]]


def test_keeps_events_that_have_every_property_asked_for():
    events = [event("1", kind="sms", way="out"), event("2", kind="sms"), event("3", way="out")]
    (counted,) = events_of(METRIC, (("kind", "sms"), ("way", "out")), event_batch(None, events))
    assert days(counted) == [1]


def test_counts_the_earliest_of_one_key_and_every_event_without_one():
    events = [event("5", key="a"), event("4", key="a"), event("6"), event("6"), event("7", key="b")]
    (counted,) = events_of(METRIC, (), event_batch(None, events))
    assert days(counted) == [4, 6, 6, 7]


def test_counts_nothing_of_an_event_that_was_sent_again_after_the_period():
    events = [event("19", key="a"), event("21", key="a")]
    (counted,) = events_of(METRIC, (), event_batch(None, events, period=LATE_JANUARY))
    assert counted == []


@pytest.mark.parametrize(
    ("progress", "start"),
    [
        (Progress(), 20),
        (Progress(is_first=False), 1),
        (Progress(is_first=False, billed_from=event("5").at), 5),
    ],
)
def test_counts_again_from_where_the_first_invoice_began(progress, start):
    batch = event_batch(None, [], period=LATE_JANUARY, full_period=JANUARY, progress=[progress])
    assert counted_from(batch, 0) == event(str(start)).at


def test_refuses_a_metric_of_which_no_events_were_brought():
    with pytest.raises(UnableToRate, match="charges for SMS, but no events"):
        events_of("SMS", (), event_batch(None, []))


def test_makes_a_group_of_every_priced_value_and_one_of_all_others():
    plan = terms(charge("a", BY_REGION, {"eu": PRICE, "us": PRICE, None: PRICE}))
    events = [event("1", region="us"), event("2", region="asia"), event("3")]
    groups = event_groups(BY_REGION, event_batch(plan, events))
    assert [(group.bucket, days(group.events[0])) for group in groups] == [
        ("eu", []),
        ("us", [1]),
        (None, [2, 3]),
    ]


def test_refuses_two_charges_that_mean_others_by_other_events():
    plan = terms(charge("a", BY_REGION, {"eu": PRICE, None: PRICE}), charge("b", BY_REGION, {"us": PRICE}))
    with pytest.raises(UnableToRate, match="price different values"):
        event_groups(BY_REGION, event_batch(plan, []))
