"""How the changes of many accounts are spread: sums, who pays more and less, quantiles, histograms, bands.

All in Decimal and in the order given, so that the same accounts give the same figures to the last digit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from heapq import nlargest, nsmallest
from typing import Final, TypeVar

from invoicing.trials.account_effects import AccountEffect

Key = TypeVar("Key", bound=Hashable)
_NOTHING: Final = Decimal(0)
_FAR_OUT: Final = 50
_STEPS: Final = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
BANDS: Final = 4


@dataclass(frozen=True, slots=True)
class EffectSum:
    """Accounts added up: net amounts, taxes, and how many pay more or less and by how much together."""

    accounts: int
    old: Decimal
    new: Decimal
    old_tax: Decimal
    new_tax: Decimal
    more: int
    more_amount: Decimal
    less: int
    less_amount: Decimal

    @property
    def change(self) -> Decimal:
        """The effect on revenue, without tax."""
        return self.new - self.old

    @property
    def ratio(self) -> Decimal | None:
        """The effect as a share of what it is now; None where that is nothing or a credit."""
        return self.change / self.old if self.old > 0 else None

    @property
    def same(self) -> int:
        """How many pay to the cent what they do now."""
        return self.accounts - self.more - self.less


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many values lie in each bin from `low` on, each `width` wide and without its upper edge.

    `below` and `beyond` are what lies outside all bins.
    """

    low: Decimal
    width: Decimal
    counts: tuple[int, ...]
    below: int
    beyond: int

    @property
    def edges(self) -> tuple[Decimal, ...]:
        """Where the bins begin, and where the last one ends."""
        return tuple(self.low + self.width * number for number in range(len(self.counts) + 1))


def effect_sum(effects: Iterable[AccountEffect]) -> EffectSum:
    """All accounts as one."""
    count, old, new, old_tax, new_tax = 0, _NOTHING, _NOTHING, _NOTHING, _NOTHING
    more, less = 0, 0
    more_amount, less_amount = _NOTHING, _NOTHING
    for effect in effects:
        change = effect.new - effect.old
        count, old, new = count + 1, old + effect.old, new + effect.new
        old_tax, new_tax = old_tax + effect.old_tax, new_tax + effect.new_tax
        if change > 0:
            more, more_amount = more + 1, more_amount + change
        elif change < 0:
            less, less_amount = less + 1, less_amount + change
    return EffectSum(count, old, new, old_tax, new_tax, more, more_amount, less, less_amount)


def effect_sums_by(
    effects: Iterable[AccountEffect], key: Callable[[AccountEffect], Key]
) -> list[tuple[Key, EffectSum]]:
    """The accounts of each key as one, the most accounts first; what is equal stays in the order found."""
    groups: defaultdict[Key, list[AccountEffect]] = defaultdict(list)
    for effect in effects:
        groups[key(effect)].append(effect)
    sums = [(name, effect_sum(members)) for name, members in groups.items()]
    return sorted(sums, key=lambda each: -each[1].accounts)


def largest_increases(effects: Iterable[AccountEffect], count: int) -> list[AccountEffect]:
    """The accounts that would pay most more, the largest first; those of no increase are left out."""
    return nlargest(
        count, (one for one in effects if one.change > 0), key=lambda one: (one.change, -one.account_id)
    )


def largest_decreases(effects: Iterable[AccountEffect], count: int) -> list[AccountEffect]:
    """The accounts that would pay most less, the largest first; those of no decrease are left out."""
    return nsmallest(
        count, (one for one in effects if one.change < 0), key=lambda one: (one.change, one.account_id)
    )


def quantile(ordered: Sequence[Decimal], share: Decimal) -> Decimal:
    """The value with that share of the ascending values at or below it, straight between two neighbours.

    Of 1, 2, 3, 4 the quarter is 1.75 (what spreadsheets and NumPy give). Raises ValueError for no value.
    """
    if not ordered:
        raise ValueError("of no value there is no quantile")
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def histogram(values: Sequence[Decimal], most_bins: int = 24) -> Histogram:
    """The values in bins of a round width (1, 2 or 5 of some power of ten), one of whose edges is zero.

    The bins hold all but at most the lowest and the highest fiftieth, so that an account far out does not press
    the others into one bin.
    """
    if not values:
        return Histogram(_NOTHING, Decimal(1), (), 0, 0)
    ordered = sorted(values)
    trimmed = len(ordered) // _FAR_OUT
    low, high = min(ordered[trimmed], _NOTHING), max(ordered[-1 - trimmed], _NOTHING)
    width = _round_width(high - low, most_bins)
    first = int((low / width).to_integral_value(ROUND_FLOOR))
    # A value on the last edge is in a bin of its own, not in the last: bins are half-open.
    last = int((high / width).to_integral_value(ROUND_FLOOR)) + 1
    counts = [0] * (last - first)
    below = beyond = 0
    for value in ordered:
        place = int((value / width).to_integral_value(ROUND_FLOOR)) - first
        if place < 0:
            below += 1
        elif place >= len(counts):
            beyond += 1
        else:
            counts[place] += 1
    return Histogram(width * first, width, tuple(counts), below, beyond)


def usage_bands(effects: Iterable[AccountEffect]) -> tuple[Decimal, ...]:
    """The usage of an average month that a quarter, half and three quarters of the accounts do not exceed.

    Empty where nothing was counted.
    """
    ordered = sorted(one.usage_per_month for one in effects if one.usage_per_month is not None)
    if not ordered:
        return ()
    return tuple(quantile(ordered, Decimal(number) / BANDS) for number in range(1, BANDS))


def band_of(effect: AccountEffect, bounds: Sequence[Decimal]) -> int | None:
    """The number of the band, from 0 on, in which the account's usage lies; a bound belongs to the lower one."""
    usage = effect.usage_per_month
    if usage is None:
        return None
    return sum(1 for bound in bounds if usage > bound)


def _round_width(reach: Decimal, most_bins: int) -> Decimal:
    if not reach:
        return Decimal(1)
    least = reach / max(most_bins - 2, 1)
    power = Decimal(1).scaleb(least.adjusted())
    # adjusted() is the exponent of the first digit, so that least is between one and ten powers.
    steps = (step * power for step in _STEPS)
    return next(step for step in steps if step >= least)
