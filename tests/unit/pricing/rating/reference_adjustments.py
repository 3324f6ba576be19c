"""Adjustments and taxes a second time: slow, simple, in fractions, written from the rules and not from the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tests.unit.pricing.rating.reference import half_up, largest_remainder


@dataclass
class Bill:
    """What each charge comes to, by its place, and its tax code; what the adjustments came to by name."""

    nets: list[Fraction]
    codes: Sequence[str | None]
    sums: dict[str, Fraction] = field(default_factory=dict)
    more: Fraction = Fraction(0)

    def total(self) -> Fraction:
        """All charges as adjusted, and what was added to them."""
        return sum(self.nets, self.more)


def take_percent(bill: Bill, percent: Fraction) -> None:
    """A percentage off every charge, rounded once for each tax code."""
    before, taken = list(bill.nets), Fraction(0)
    for code in dict.fromkeys(bill.codes):
        places = [place for place, each in enumerate(bill.codes) if each == code]
        shares = _spread([before[place] * percent / 100 for place in places])
        for place, share in zip(places, shares, strict=True):
            bill.nets[place] -= share
            taken += share
    bill.sums["percent"] = taken


def take_fixed(bill: Bill, amount: Fraction) -> None:
    """An amount off, no more than the charges come to, by the weight of those above zero."""
    bill.sums["fixed"] = _take(bill, min(amount, max(sum(bill.nets, Fraction(0)), Fraction(0))))


def cap(bill: Bill, most: Fraction) -> None:
    """What lies above the maximum, off."""
    bill.sums["maximum"] = _take(bill, max(sum(bill.nets, -most), Fraction(0)))


def commit(bill: Bill, promised: Fraction, factor: Fraction) -> None:
    """What exceeds the promise costs more; what is missing to it is charged."""
    used = sum(bill.nets)
    bill.sums["overage"] = half_up(max(used - promised, Fraction(0)) * (factor - 1), 2)
    bill.sums["commitment"] = max(half_up(promised - used, 2), Fraction(0))
    bill.more += bill.sums["overage"] + bill.sums["commitment"]


def lift(bill: Bill, least: Fraction) -> None:
    """What is missing to the minimum."""
    bill.sums["minimum"] = max(half_up(least - bill.total(), 2), Fraction(0))
    bill.more += bill.sums["minimum"]


def taxes(
    nets: Sequence[Fraction], taxed: Sequence[tuple[str, Fraction, frozenset[int], Sequence[str]]]
) -> Mapping[str, Fraction]:
    """The tax of each code from (code, percent, places of lines it is on, earlier codes it is on)."""
    shares: dict[str, list[Fraction]] = {}
    for code, percent, places, on_taxes in taxed:
        exact = []
        for place, net in enumerate(nets):
            base = (net if place in places else Fraction(0)) + sum(shares[each][place] for each in on_taxes)
            exact.append(base * percent / 100)
        shares[code] = _spread(exact)
    return {code: sum(each, Fraction(0)) for code, each in shares.items()}


def _take(bill: Bill, amount: Fraction) -> Fraction:
    weights = [max(net, Fraction(0)) for net in bill.nets]
    if not sum(weights):
        return Fraction(0)
    shares = _spread([amount * weight / sum(weights) for weight in weights])
    bill.nets = [net - share for net, share in zip(bill.nets, shares, strict=True)]
    return sum(shares, Fraction(0))


def _spread(amounts: Sequence[Fraction]) -> list[Fraction]:
    if sum(amounts) < 0:
        return [-share for share in _spread([-amount for amount in amounts])]
    return largest_remainder(amounts, 2)
