"""Free units of a period, and those left over from earlier ones."""

from decimal import Decimal
from fractions import Fraction

import pytest

from pricing.rating.aggregation import Aggregation
from pricing.rating.allowances import FreeUnits, carry_over, free_units
from pricing.rating.carried import Carried
from pricing.rating.plan_terms import Allowance, EventTotal, PerUnitPrice
from pricing.rating.progress import Progress
from tests.unit.pricing.rating.builders import METRIC, charge, terms
from tests.unit.pricing.rating.events import event, rated_events

WHOLE = Fraction(1)


def lots(*numbers):
    return {"left": [str(number) for number in numbers]}


def left(allowance, carried, used):
    free = free_units(allowance, carried, WHOLE)
    return carry_over(allowance, free, Decimal(used)).get("left")


def test_gives_the_units_of_the_period_and_what_earlier_ones_left():
    free = free_units(Allowance(Decimal(100), rollover_periods=2), lots(5, "0.5"), WHOLE)
    assert (free, free.total) == (FreeUnits((Decimal(5), Decimal("0.5")), Decimal(100)), Decimal("105.5"))


def test_shrinks_with_a_period_cut_short_only_where_the_plan_says_so():
    half = Fraction(15, 30)
    assert free_units(Allowance(Decimal(100)), {}, half).own == 100
    assert free_units(Allowance(Decimal(100), prorated=True), {}, half).own == 50


@pytest.mark.parametrize(
    ("used", "rest"),
    [
        (0, ["7", "20", "100"]),
        (5, ["2", "20", "100"]),
        (12, ["0", "15", "100"]),  # the oldest first
        (100, ["0", "0", "27"]),
        (127, ["0", "0", "0"]),
    ],
)
def test_uses_the_oldest_units_first(used, rest):
    assert left(Allowance(Decimal(100), rollover_periods=3), lots(7, 20), used) == rest


def test_loses_what_is_older_than_the_periods_it_may_be_used_in():
    assert left(Allowance(Decimal(100), rollover_periods=1), lots(30), 10) == ["100"]
    assert left(Allowance(Decimal(100), rollover_periods=2), lots(30, 20), 10) == ["20", "100"]
    assert left(Allowance(Decimal(100)), {}, 10) is None


def test_carries_no_more_than_the_plan_lets_it_and_loses_the_oldest():
    capped = Allowance(Decimal(100), rollover_periods=3, most_rolled_over=Decimal(110))
    assert left(capped, lots(7, 20), 0) == ["0", "10", "100"]
    assert left(capped, lots(7, 20), 30) == ["0", "0", "97"]
    assert left(Allowance(Decimal(100), rollover_periods=1, most_rolled_over=Decimal(60)), {}, 10) == ["60"]


def test_adds_up_more_digits_than_money_ever_has():
    tiny = Decimal("0." + "0" * 29 + "1")
    assert FreeUnits((tiny,), Decimal(10)).total == Decimal("10." + "0" * 29 + "1")


BUNDLE = charge(
    "data",
    EventTotal(METRIC, Aggregation.SUM),
    PerUnitPrice(Decimal("0.10")),
    allowance=Allowance(Decimal(10), rollover_periods=1),
)


def test_a_bundle_of_gigabytes_is_used_before_anything_is_paid_and_rolls_over_once():
    carried = Carried()
    billed = []
    for used in (4, 13, 25, 0, 0):
        account = rated_events(terms(BUNDLE), event("5", used), carried=[carried])
        billed.append([(line.quantity, line.trace["y"]) for line in account.lines])
        carried = Carried(account.carried)
    # 6 are left of the first month, 3 of the second (its own 10 less the 7 that the 6 did not cover).
    assert billed == [[(0, "10")], [(0, "16")], [(12, "13")], [(0, "10")], [(0, "20")]]
    assert carried.of("data") == lots(10)


def test_a_bundle_of_messages_is_shared_by_the_values_of_a_property_in_the_order_of_their_prices():
    price = PerUnitPrice(Decimal("0.10"))
    shared = charge(
        "sms",
        EventTotal(METRIC, Aggregation.COUNT, by="to"),
        {"home": price, "abroad": price},
        allowance=Allowance(Decimal(3)),
    )
    events = [event("1", to="abroad"), event("2", to="abroad"), event("3", to="home"), event("4", to="home")]
    lines = rated_events(terms(shared), *events).lines
    assert [(line.bucket, line.quantity) for line in lines] == [("home", 0), ("abroad", 1)]
    # On a second invoice the first one's messages count first, in every bucket; the lines replay.
    progress = Progress({("sms", "home"): Decimal(1), ("sms", "abroad"): Decimal(2)}, is_first=False)
    lines = rated_events(terms(shared), *events, event("9", to="abroad"), progress=[progress]).lines
    assert [(line.bucket, line.quantity) for line in lines] == [("home", 0), ("abroad", 2)]
