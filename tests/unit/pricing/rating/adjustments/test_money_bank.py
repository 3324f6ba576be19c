"""Credits for what is fed in."""

from decimal import Decimal

import pytest

from pricing.rating.adjustments.money_bank import settle_money_bank
from pricing.rating.lines import LineKind, RatedLine
from pricing.rating.plan_terms import MoneyBank, PlanTerms
from pricing.rating.trace import replay

PLAN = PlanTerms("p", "EUR", {}, ())


def line(code, amount, tax_code=None):
    number = Decimal(amount)
    return RatedLine(code, code, LineKind.CHARGE, Decimal(1), "kWh", number, number, number, tax_code, {})


def settle(lines, before="0", month=6, **facts):
    bank = MoneyBank("credits", "Credits", ("energy",), ("sold",), **{"true_up_month": 12, **facts})
    settled = settle_money_bank(bank, lines, {"balance": before}, month, PLAN)
    for one in (*settled.lines, *settled.payouts):
        assert replay(one.trace).amount == one.amount
    amounts = {one.trace["rule"]: one.amount for one in (*settled.lines, *settled.payouts)}
    return amounts, Decimal(settled.state["balance"])


@pytest.mark.parametrize(
    ("energy", "sold", "before", "used", "kept", "after"),
    [
        ("60.00", "-20.00", "0", "0", "0", "0"),
        ("60.00", "-80.00", "0", "0", "20.00", "20.00"),
        ("60.00", "-20.00", "100.00", "-60.00", "20.00", "60.00"),
        ("60.00", "-20.00", "50.00", "-50.00", "10.00", "10.00"),
        ("0.00", "0.00", "7.00", "0", "0", "7.00"),
    ],
)
def test_pays_with_the_balance_first_then_with_what_was_earned(energy, sold, before, used, kept, after):
    amounts, balance = settle([line("energy", energy), line("sold", sold)], before)
    assert amounts.get("bank_used", 0) == Decimal(used)
    assert amounts.get("bank_kept", 0) == Decimal(kept)
    assert balance == Decimal(after)
    owed = Decimal(energy) + Decimal(sold) + sum(amounts.values())
    assert owed == max(Decimal(energy) - Decimal(before) + min(Decimal(sold), 0), 0)


def test_keeps_what_was_earned_for_later_where_the_plan_says_so():
    amounts, balance = settle([line("energy", "60.00"), line("sold", "-20.00")], used_at_once=False)
    assert (amounts, balance) == ({"bank_kept": Decimal("20.00")}, Decimal("20.00"))


def test_pays_the_rest_out_in_the_true_up_month_or_loses_it():
    lines = [line("energy", "10.00"), line("sold", "-30.00")]
    amounts, balance = settle(lines, month=12)
    assert (amounts["bank_paid"], balance) == (Decimal("-20.00"), 0)
    amounts, balance = settle(lines, month=12, expires=True)
    assert ("bank_paid" in amounts, balance) == (False, 0)


def test_shares_a_credit_over_the_tax_codes_of_what_it_pays():
    bank = MoneyBank("credits", "Credits", ("energy",), ("sold",))
    lines = [line("energy", "20.00", "FULL"), line("energy", "10.01", "HALF")]
    settled = settle_money_bank(bank, lines, {"balance": "10.00"}, 1, PLAN)
    assert {one.tax_code: one.amount for one in settled.lines} == {
        "FULL": Decimal("-6.66"),
        "HALF": Decimal("-3.34"),
    }
