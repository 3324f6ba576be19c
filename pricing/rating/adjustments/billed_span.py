"""How much of a billing period a bill is for, and what earlier bills of the period and the year billed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pricing.money import EXACT
from pricing.rating.adjustment_terms import Span
from pricing.rating.carried import NOTHING_CARRIED, Carried, State
from pricing.rating.lines import LineKind, RatedLine
from pricing.rating.plan_terms import PlanTerms
from pricing.rating.progress import WHOLE_PERIOD, Progress

_NOTHING: Final = Decimal(0)
_WHOLE: Final = Fraction(1)


@dataclass(frozen=True, slots=True)
class BilledSpan:
    """The days billed of `full_days`; `month` is that of the last day, `year_days` those of the year it ends."""

    days: int
    full_days: int
    month: int = 1
    year_days: int = 365
    progress: Progress = WHOLE_PERIOD
    carried: Carried = NOTHING_CARRIED

    def share(self, per: Span, prorated: bool) -> Fraction:
        """What an amount for a day or a period is multiplied by."""
        if per is Span.DAY:
            return Fraction(self.days)
        return Fraction(self.days, self.full_days) if prorated else _WHOLE

    def ends_year(self, year_end_month: int) -> bool:
        """Whether this bill is the last of a year that ends with the month."""
        return self.month == year_end_month and self.progress.is_last


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """What earlier periods of the year came to, and their days. The state is {"billed": text, "days": text}."""

    billed: Decimal
    days: int

    @classmethod
    def of(cls, state: State) -> YearSoFar:
        """The year as earlier bills left it."""
        return cls(Decimal(state.get("billed", 0)), int(state.get("days", 0)))

    def share(self, span: BilledSpan) -> Fraction:
        """The part of an amount for the year that the days billed in it owe; never more than all of it."""
        return min(Fraction(self.days + span.days, span.year_days), _WHOLE)

    def state_after(self, billed: Decimal, span: BilledSpan, year_end_month: int) -> State:
        """What is left to the next bill when the period came to `billed`: nothing before the period is over."""
        if not span.progress.is_last:
            return {}
        if span.ends_year(year_end_month):
            return {"billed": "0", "days": "0"}
        return {"billed": str(EXACT.add(self.billed, billed)), "days": str(self.days + span.days)}


@dataclass(frozen=True, slots=True)
class Settled:
    """The lines of an adjustment, and the state it leaves to the next bill."""

    lines: list[RatedLine]
    state: State


NO_YEAR: Final = YearSoFar(_NOTHING, 0)


def amount_covered(lines: Iterable[RatedLine], charges: Collection[str]) -> Decimal:
    """What the lines came to of the charges (of all lines when none is named).

    A credit pays for whatever is owed, so it counts whichever charge is named.
    """
    return sum(
        (line.amount if line.kind is LineKind.CREDIT else line.amount_of(charges) for line in lines),
        _NOTHING,
    )


def billed_before(
    span: BilledSpan, charges: Collection[str], terms: PlanTerms, later: Iterable[str]
) -> Decimal:
    """What earlier invoices of the period came to of the charges, with the adjustments that touch them.

    `later` are codes of adjustments that come after the one that asks.
    """
    amounts = span.progress.amounts
    if not amounts:
        return _NOTHING
    after = frozenset(later)
    if not charges:
        return sum((amount for code, amount in amounts.items() if code not in after), _NOTHING)
    codes = {*charges, *(bank.code for bank in terms.banks)}
    for adjustment in (*terms.discounts, *terms.maximums):
        if not adjustment.charges or not codes.isdisjoint(adjustment.charges):
            codes.add(adjustment.code)
    return sum((amount for code, amount in amounts.items() if code in codes - after), _NOTHING)


def codes_after_maximums(terms: PlanTerms) -> list[str]:
    """The codes of the adjustments that come after maximums: what they add is no part of what was used."""
    return [
        *(commitment.code for commitment in terms.commitments),
        *(minimum.code for minimum in terms.minimums),
        *(rider.code for rider in terms.riders),
    ]
