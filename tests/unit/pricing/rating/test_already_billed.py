"""What later invoices of a period take off, and what cannot go together."""

from decimal import Decimal

import pytest

from pricing.rating.already_billed import already_billed, is_billed_by_money, refuse_what_does_not_combine
from pricing.rating.plan_terms import (
    Allowance,
    BlockTier,
    BlockTiersPrice,
    Charge,
    DynamicPrice,
    EachEvent,
    PercentagePrice,
    PerUnitPrice,
    QuantityBank,
    RecurringUnits,
    Total,
    UnitConversion,
)
from pricing.rating.progress import Progress
from pricing.rating.unable_to_rate import UnableToRate
from tests.unit.pricing.rating.builders import METRIC, charge
from tests.unit.pricing.rating.events import event_batch

PERCENT = PercentagePrice(Decimal(1))
UNIT = PerUnitPrice(Decimal(1))
BLOCKS = BlockTiersPrice((BlockTier(Decimal(1), None, Decimal(1)),))


@pytest.mark.parametrize(
    ("determinant", "price", "by_money"),
    [
        (EachEvent(METRIC), PERCENT, True),
        (Total(METRIC), BLOCKS, True),
        (RecurringUnits(METRIC), UNIT, True),
        (EachEvent(METRIC), DynamicPrice(amount_property="cost"), True),
        (Total(METRIC), DynamicPrice(), False),
        (Total(METRIC), UNIT, False),
    ],
)
def test_takes_off_money_where_the_quantity_does_not_tell_what_was_billed(determinant, price, by_money):
    one = charge("a", determinant, price)
    assert is_billed_by_money(one) is by_money
    batch = event_batch(None, [], progress=[Progress(amounts={"a": Decimal("12.30"), "b": Decimal(1)})])
    parts = [(part.rule, part.quantity, part.unit_price) for _, part in already_billed(one, batch, 0)]
    assert parts == ([("already_billed", 1, Decimal("-12.30"))] if by_money else [])


def test_takes_off_nothing_where_nothing_was_billed():
    assert already_billed(charge("a", EachEvent(METRIC), PERCENT), event_batch(None, []), 0) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"conversion": UnitConversion("divide", Decimal(1000), "GB")},
        {"allowance": Allowance(Decimal(1))},
        {"bank": QuantityBank("Bank")},
    ],
)
def test_refuses_to_convert_or_give_away_a_quantity_that_the_price_looks_past(facts):
    one: Charge = charge("a", EachEvent(METRIC), PERCENT, **facts)
    with pytest.raises(UnableToRate, match="A: this price cannot have"):
        refuse_what_does_not_combine(one, PERCENT)
    refuse_what_does_not_combine(charge("a", Total(METRIC), UNIT, **facts), UNIT)
