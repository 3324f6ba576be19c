"""Money shared out among open invoices."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.receivables.allocation import OpenAmount, Share, allocate

JANUARY, FEBRUARY = date(2026, 1, 15), date(2026, 2, 15)


def owed(invoice_id, amount, due_date=JANUARY):
    return OpenAmount(invoice_id, due_date, Decimal(amount))


def shared(money, *open_amounts):
    allocation = allocate(Decimal(money), open_amounts)
    return [(share.invoice_id, str(share.amount)) for share in allocation.shares], str(allocation.rest)


def test_settles_what_is_due_first_whatever_the_order_given():
    assert shared("30.00", owed(1, "20.00", FEBRUARY), owed(2, "25.00")) == (
        [(2, "25.00"), (1, "5.00")],
        "0.00",
    )


def test_settles_the_older_of_two_invoices_due_on_one_day():
    assert shared("10.00", owed(8, "10.00"), owed(7, "10.00")) == ([(7, "10.00")], "0.00")


def test_keeps_what_nobody_asks_for():
    assert shared("100.00", owed(1, "60.00")) == ([(1, "60.00")], "40.00")
    assert shared("5.00") == ([], "5.00")


def test_shares_out_nothing_of_no_money():
    assert shared("0", owed(1, "60.00")) == ([], "0")


def test_refuses_less_than_no_money():
    with pytest.raises(ValueError, match="-1 cannot be shared out"):
        allocate(Decimal(-1), [])


@given(
    st.decimals(min_value=0, max_value=10_000, places=2),
    st.lists(st.tuples(st.decimals(min_value="0.01", max_value=5_000, places=2), st.dates()), max_size=8),
)
def test_adds_up_and_gives_nobody_too_much(money, asked):
    open_amounts = [OpenAmount(number, due, amount) for number, (amount, due) in enumerate(asked)]
    allocation = allocate(money, open_amounts)
    assert sum((share.amount for share in allocation.shares), allocation.rest) == money
    by_id = {one.invoice_id: one.amount for one in open_amounts}
    assert all(
        isinstance(share, Share) and 0 < share.amount <= by_id[share.invoice_id]
        for share in allocation.shares
    )
    assert allocation.rest == 0 or sum(by_id.values()) <= money
