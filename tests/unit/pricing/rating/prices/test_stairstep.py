"""One flat price for the stair that holds every quantity."""

from decimal import Decimal

import pytest

from pricing.rating.aggregation import Aggregation
from pricing.rating.plan_terms import EventTotal, SeveralTotals, Stair, StairstepPrice
from pricing.rating.prices import Counted, price_quantity
from pricing.rating.progress import Progress
from pricing.rating.unable_to_rate import UnableToRate
from tests.unit.pricing.rating.builders import METRIC, charge, terms
from tests.unit.pricing.rating.events import event, rated_events


def stairs(*rows, **facts):
    return StairstepPrice(
        tuple(
            Stair(tuple(None if top is None else Decimal(top) for top in tops), Decimal(amount))
            for *tops, amount in rows
        ),
        **facts,
    )


ONE = [("10", "1"), ("50", "7"), ("75", "40")]
TWO = [("10", "100", "1"), ("50", "500", "7"), (None, None, "40")]


def priced(price, *quantities):
    numbers = tuple(Decimal(quantity) for quantity in quantities)
    detail = (lambda: numbers) if len(numbers) > 1 else None
    (part,) = price_quantity(price, Counted(numbers[0], detail=detail))
    return part.tier, part.quantity * part.unit_price


@pytest.mark.parametrize(
    ("rows", "quantities", "stair"),
    [
        (ONE, ["5"], (1, 1)),
        (ONE, ["10.0"], (1, 1)),
        (ONE, ["10.01"], (2, 7)),
        (ONE, ["0"], (1, 1)),
        (ONE, ["76"], (3, 40)),  # above the last stair its price holds on
        (TWO, ["5", "99"], (1, 1)),
        (TWO, ["5", "101"], (2, 7)),
        (TWO, ["51", "0"], (3, 40)),
    ],
)
def test_takes_the_lowest_stair_that_holds_every_quantity(rows, quantities, stair):
    assert priced(stairs(*rows), *quantities) == stair


def test_is_free_without_any_use_where_the_plan_says_so():
    free = stairs(*TWO, zero_is_free=True)
    assert priced(free, "0", "0") == (None, 0)
    assert priced(free, "0", "1") == (1, 1)


def test_refuses_what_no_stair_holds_where_the_plan_says_so():
    with pytest.raises(UnableToRate, match=r"76 is more than the plan's last stair holds"):
        priced(stairs(*ONE, refuse_above=True), "76")


def test_refuses_stairs_with_too_few_limits():
    with pytest.raises(UnableToRate, match="each stair needs 2 limits"):
        priced(stairs(*ONE), "5", "6")


def test_bills_the_difference_on_the_next_invoice():
    one = charge("plan", EventTotal(METRIC, Aggregation.MAX), stairs(*ONE))
    first = Progress(amounts={"plan": Decimal(1)}, is_first=False)
    lines = rated_events(terms(one), event("2", 8), event("20", 30), progress=[first]).lines
    assert [line.amount for line in lines] == [7, -1]
    assert lines[0].trace["st"] == [2, 3]


def test_replays_the_totals_of_several_metrics():
    one = charge("plan", SeveralTotals((METRIC,)), stairs(*ONE))
    (line,) = rated_events(terms(one), event("2", 8), event("20", 30)).lines
    assert (line.amount, line.unit, line.trace["qs"]) == (7, "period", ["38"])
