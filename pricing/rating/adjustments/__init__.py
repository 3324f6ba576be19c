"""What happens to the priced lines, in this order: discounts, banks of money, minimum bills."""

from __future__ import annotations

from collections.abc import Sequence

from pricing.rating.adjustments.discounts import discount_lines
from pricing.rating.adjustments.minimum_bill import minimum_lines
from pricing.rating.adjustments.money_bank import settle_money_bank
from pricing.rating.carried import State
from pricing.rating.lines import RatedLine
from pricing.rating.plan_terms import PercentDiscount
from pricing.rating.request import RatingBatch


def adjusted(
    lines: Sequence[RatedLine], batch: RatingBatch, account: int, states: dict[str, State]
) -> tuple[RatedLine, ...]:
    """One account's charge lines with the plan's adjustment lines after them.

    What an adjustment leaves to the next bill is added to `states` under its code.
    """
    terms, carried = batch.terms, batch.carried_of(account)
    result = list(lines)
    for discount in terms.discounts:
        assert isinstance(discount, PercentDiscount)
        result += discount_lines(discount, result, terms)
    payouts = []
    for bank in terms.banks:
        settled = settle_money_bank(bank, result, carried.of(bank.code), batch.month, terms)
        result += settled.lines
        payouts += settled.payouts
        states[bank.code] = settled.state
    for minimum in terms.minimums:
        result += minimum_lines(minimum, result, terms, batch.days, batch.full_days)
    return (*result, *payouts)
