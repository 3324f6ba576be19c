"""Events counted or added up."""

from decimal import Decimal

import pytest

from pricing.rating.aggregation import Aggregation
from pricing.rating.determinants.event_total import measure_event_total
from pricing.rating.plan_terms import EventTotal, PerUnitPrice, RoundingUnit
from pricing.rating.progress import Progress
from tests.unit.pricing.rating.builders import METRIC, charge, terms
from tests.unit.pricing.rating.events import event, event_batch, rated_events

EVENTS = [
    event("2", 5, "k1", user="ann"),
    event("3", "7.5", "k2", user="bob"),
    event("9", 1, "k3", user="ann"),
]


def quantity(aggregation, **facts):
    (counted,) = measure_event_total(EventTotal(METRIC, aggregation, **facts), event_batch(None, EVENTS))
    return counted.quantities[0]


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [("count", "3"), ("sum", "13.5"), ("max", "7.5"), ("latest", "1"), ("unique_count", "3")],
)
def test_counts_as_the_plan_says(aggregation, expected):
    assert quantity(Aggregation(aggregation)) == Decimal(expected)


def test_counts_distinct_values_of_a_property():
    assert quantity(Aggregation.UNIQUE_COUNT, unique_by="user") == 2
    assert quantity(Aggregation.UNIQUE_COUNT, unique_by="team") == 0


def test_says_what_it_counted_and_shows_the_events():
    determinant = EventTotal(METRIC, Aggregation.SUM)
    (counted,) = measure_event_total(determinant, event_batch(None, EVENTS[:1], EVENTS))
    assert counted.facts == {"of": "event_total", "m": METRIC, "ag": "sum"}
    assert (counted.unit, counted.account_facts) == ("kWh", [{"n": 1}, {"n": 3}])
    assert counted.detail(1) == EVENTS


REGIONS = ["eu", "us", "asia"]


def by_region(unit, *events, **facts):
    determinant = EventTotal(METRIC, Aggregation.SUM, by="region")
    one = charge("calls", determinant, dict.fromkeys(REGIONS, PerUnitPrice(Decimal("0.001"))))
    return rated_events(terms(one, rounding_unit=unit, **facts), *events).lines


def test_loses_no_group_below_a_cent_where_the_charge_is_rounded_as_a_whole():
    events = [event("1", 8, region=region) for region in REGIONS]
    shared = by_region(RoundingUnit.CHARGE, *events)
    # 2.4 cents: two whole ones, which go to the largest remainders and on a tie to the earlier line.
    assert [(line.bucket, line.exact_amount) for line in shared] == [
        (one, Decimal("0.008")) for one in REGIONS
    ]
    assert [line.amount for line in shared] == [Decimal("0.01"), Decimal("0.01"), Decimal("0.00")]
    assert [line.amount for line in by_region(RoundingUnit.LINE, *events[:1])] == [Decimal("0.01"), 0, 0]


def test_gives_the_cent_to_the_group_that_is_nearest_to_it():
    lines = by_region(RoundingUnit.CHARGE, event("1", 3, region="eu"), event("1", 4, region="asia"))
    assert [line.amount for line in lines] == [0, 0, Decimal("0.01")]


@pytest.mark.parametrize("aggregation", list(Aggregation))
def test_bills_in_parts_what_the_whole_would_cost_even_if_an_event_comes_late(aggregation):
    one = charge("calls", EventTotal(METRIC, aggregation, unique_by="user"), PerUnitPrice(Decimal("0.1")))
    first = [event("2", 5, user="ann"), event("9", 9, user="bob")]
    late = [event("3", 20, user="cem"), event("12", 1, user="ann")]
    (whole,) = rated_events(terms(one), *first, *late).lines
    (early,) = rated_events(terms(one), *first, progress=[Progress(is_last=False)]).lines
    counted = {("calls", None): Decimal(early.trace["q"])}
    (rest,) = rated_events(terms(one), *first, *late, progress=[Progress(counted, is_first=False)]).lines
    assert early.exact_amount + rest.exact_amount == whole.exact_amount
