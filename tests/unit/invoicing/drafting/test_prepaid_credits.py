"""Credits in order, and never a part of one."""

from decimal import Decimal

import pytest

from invoicing.drafting.prepaid_credits import CreditsNotConsumed, consume_credits


def credits(*amounts):
    return [Decimal(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("booked", "left"),
    [((), "150"), (("150",), "0"), (("75", "75"), "0"), (("100", "20"), "30"), (("0",), "150")],
)
def test_uses_up_every_credit(booked, left):
    assert consume_credits(Decimal(150), credits(*booked)) == Decimal(left)


def test_names_the_credit_that_has_a_rest():
    with pytest.raises(CreditsNotConsumed, match="credit 2 of 60 is more than the 50 left to pay") as refused:
        consume_credits(Decimal(150), credits("100", "60"))
    assert refused.value.code == "credits_not_consumed"


def test_uses_no_credit_on_an_invoice_below_zero():
    assert consume_credits(Decimal(-5), []) == Decimal(-5)
    with pytest.raises(CreditsNotConsumed, match="more than the 0 left to pay"):
        consume_credits(Decimal(-5), credits("1"))


def test_refuses_a_credit_below_zero():
    with pytest.raises(ValueError, match="credit 1 is -1"):
        consume_credits(Decimal(5), credits("-1"))
