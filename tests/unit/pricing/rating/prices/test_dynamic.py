"""The money that events bring with them."""

from decimal import Decimal

import pytest

from pricing.rating.aggregation import Aggregation
from pricing.rating.plan_terms import DynamicPrice, EachEvent, EventTotal
from pricing.rating.progress import Progress
from pricing.rating.unable_to_rate import UnableToRate
from tests.unit.pricing.rating.builders import METRIC, charge, terms
from tests.unit.pricing.rating.events import event, rated_events

PASSED_ON = charge("cost", EachEvent(METRIC), DynamicPrice(Decimal("1.2"), "cost"))
MONEY = charge("cost", EventTotal(METRIC, Aggregation.SUM), DynamicPrice(Decimal("1.2")))


def test_adds_up_before_it_rounds():
    events = [event("1", 10, cost="0.101"), event("2", 0, cost="0.002")]
    (line,) = rated_events(terms(PASSED_ON), *events).lines
    assert (line.quantity, line.unit_price) == (Decimal("0.103"), Decimal("1.2"))
    assert (line.exact_amount, line.amount) == (Decimal("0.1236"), Decimal("0.12"))


def test_bills_money_even_where_no_unit_was_used_and_pays_refunds_back():
    (line,) = rated_events(terms(PASSED_ON), event("1", 0, cost="-5")).lines
    assert line.amount == Decimal("-6.00")


def test_takes_what_is_counted_for_the_money_where_no_property_is_named():
    (line,) = rated_events(terms(MONEY), event("1", "7.50")).lines
    assert line.amount == Decimal("9.00")


def test_bills_on_the_next_invoice_what_is_new():
    events = [event("1", 10, cost="0.101"), event("2", 10, cost="9.019")]
    first = Progress(amounts={"cost": Decimal("0.12")}, is_first=False)
    lines = rated_events(terms(PASSED_ON), *events, progress=[first]).lines
    assert [(line.trace["rule"], line.amount) for line in lines] == [
        ("dynamic", Decimal("10.94")),
        ("already_billed", Decimal("-0.12")),
    ]
    second = Progress({("cost", None): Decimal(10)}, {"cost": Decimal(12)}, is_first=False)
    (line,) = rated_events(terms(MONEY), event("1", 10), event("2", 5), progress=[second]).lines
    assert line.amount == Decimal("6.00")


@pytest.mark.parametrize("bad", [{}, {"cost": "free"}, {"cost": "NaN"}, {"cost": "Infinity"}])
def test_refuses_an_event_without_its_money_and_names_it(bad):
    with pytest.raises(UnableToRate, match=r"the event k7 has \".*\" for cost: send a number"):
        rated_events(terms(PASSED_ON), event("1", 10, "k7", **bad))
