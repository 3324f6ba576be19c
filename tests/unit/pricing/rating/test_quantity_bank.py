"""Net metering in units."""

from decimal import Decimal

import pytest

from pricing.rating.plan_terms import QuantityBank
from pricing.rating.quantity_bank import settle_bank

BANK = QuantityBank("Payout", true_up_month=12, payout_price=Decimal("0.03"))


def settled(net, before="0", month=6):
    banked = settle_bank(BANK, {"bank": before}, Decimal(net), month)
    return [str(n) for n in (banked.billed, banked.taken, banked.paid_out, banked.left)]


@pytest.mark.parametrize(
    ("net", "before", "expected"),
    [
        ("100", "0", ["100", "0", "0", "0"]),
        ("100", "30", ["70", "30", "0", "0"]),
        ("100", "300", ["0", "100", "0", "200"]),
        ("-50", "0", ["0", "0", "0", "50"]),
        ("-50", "30", ["0", "0", "0", "80"]),
        ("0", "30", ["0", "0", "0", "30"]),
    ],
)
def test_usage_takes_from_the_bank_and_a_surplus_fills_it(net, before, expected):
    assert settled(net, before) == expected


def test_pays_out_what_is_left_in_the_true_up_month():
    assert settled("100", "300", month=12) == ["0", "100", "200", "0"]
    assert settled("-50", "30", month=12) == ["0", "0", "80", "0"]


def test_nothing_is_lost_over_a_year():
    state, nets, billed = {}, [-100, 40, -20, 90, -300, 10], Decimal(0)
    for net in nets:
        banked = settle_bank(QuantityBank("Payout"), state, Decimal(net), 1)
        billed, state = billed + banked.billed, banked.state()
    assert billed - Decimal(state["bank"]) == sum(nets)
