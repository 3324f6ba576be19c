"""Months of one account or place by two terms, with their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.refusals import one_per_account
from invoicing.trials.account_effects import MonthAmounts, month_amounts
from invoicing.trials.line_comparison import ComparedLine, compared_lines
from invoicing.trials.tried_month import TriedMonth
from pricing.rating import RatedLine

_NOT_SUPPLIED = "not supplied"
_NOTHING_SHARED = "the versions count nothing that both could price here"


@dataclass(frozen=True, slots=True)
class ComparedMonth:
    """A month by both terms; without amounts, and with the reason, where it could not be rated."""

    month: DaySpan
    old: tuple[RatedLine, ...]
    new: tuple[RatedLine, ...]
    amounts: MonthAmounts | None
    reason: str = ""


def compared_month(account_id: int, month: DaySpan, tried: TriedMonth, currency: str) -> ComparedMonth:
    """What the month came to for the account."""
    if account_id not in tried.new:
        refusals = one_per_account(one for one in tried.refusals if one.account_id == account_id)
        reason = refusals[0].reason if refusals else ""
        if not reason:
            reason = _NOTHING_SHARED if account_id in tried.idle else _NOT_SUPPLIED
        return ComparedMonth(month, (), (), None, reason)
    old, new = tried.old[account_id], tried.new[account_id]
    return ComparedMonth(
        month,
        tuple(line for rated in old for line in rated.lines),
        tuple(line for rated in new for line in rated.lines),
        month_amounts(old, new, currency),
    )


def lines_of_months(months: Sequence[ComparedMonth]) -> list[ComparedLine]:
    """The lines of the months that could be rated, side by side and added up."""
    return compared_lines(
        (line for month in months for line in month.old), (line for month in months for line in month.new)
    )
