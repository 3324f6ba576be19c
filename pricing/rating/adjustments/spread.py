"""An amount for several charges as lines: one for each tax code, so that tax follows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

from pricing.money import EXACT, RoundingMode, round_amount, spread_rounded
from pricing.rating.lines import LineKind, LineShare, RatedLine
from pricing.rating.plan_terms import Rounding
from pricing.rating.proration import share_of

_NOTHING: Final = Decimal(0)
ON_CHARGES: Final = frozenset({LineKind.CHARGE, LineKind.DISCOUNT, LineKind.MAXIMUM})
"""The kinds of lines that say what a charge comes to."""
_MIRRORED: Final[dict[RoundingMode, RoundingMode]] = {"floor": "ceiling", "ceiling": "floor"}


class Cell(NamedTuple):
    """The smallest part of a bill that has one tax treatment."""

    charge_code: str
    tier: int | None
    tax_code: str | None


def net_by_cell(
    lines: Iterable[RatedLine], charges: Collection[str], kinds: Collection[LineKind] = ON_CHARGES
) -> dict[Cell, Decimal]:
    """What the charges (all of them when none is named) come to after the adjustments among the lines."""
    cells: dict[Cell, Decimal] = {}
    for line in lines:
        if line.kind in kinds:
            for part in line.parts():
                if not charges or part.charge_code in charges:
                    cell = Cell(part.charge_code, part.tier, line.tax_code)
                    cells[cell] = cells.get(cell, _NOTHING) + part.amount
    return cells


def spread_signed(amounts: Sequence[Decimal], rounding: Rounding) -> tuple[Decimal, ...]:
    """Each amount rounded so that together they are the rounded sum; the larger share is the earlier one.

    Amounts below zero are spread by their size, or the earlier ones would get the smaller.
    """
    if all(amount >= 0 for amount in amounts):
        return spread_rounded(amounts, rounding.scale, rounding.mode)
    mode = _MIRRORED.get(rounding.mode, rounding.mode)
    spread = spread_rounded([EXACT.minus(amount) for amount in amounts], rounding.scale, mode)
    return tuple(-share for share in spread)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What the lines of one adjustment have in common; `facts` are trace keys with rule and price."""

    code: str
    label: str
    kind: LineKind
    unit: str
    unit_price: Decimal
    facts: Mapping[str, Any]

    def line(
        self,
        exact: Decimal,
        amount: Decimal,
        tax_code: str | None,
        rounding: Rounding,
        shares: tuple[LineShare, ...] = (),
        **facts: Any,
    ) -> RatedLine:
        """One line of it."""
        return RatedLine(
            charge_code=self.code,
            label=self.label,
            kind=self.kind,
            quantity=Decimal(1),
            unit=self.unit,
            unit_price=self.unit_price,
            exact_amount=exact,
            amount=amount,
            tax_code=tax_code,
            trace={**self.facts, **facts, "r": [rounding.scale, rounding.mode]},
            shares=shares,
        )

    def rounded_line(self, exact: Decimal, tax_code: str | None, rounding: Rounding) -> RatedLine:
        """One line of the amount, rounded."""
        return self.line(exact, round_amount(exact, rounding.scale, rounding.mode), tax_code, rounding)

    def spread_lines(
        self, amount: Decimal, cells: Mapping[Cell, Decimal], rounding: Rounding
    ) -> list[RatedLine]:
        """The unrounded amount over the cells that are above zero, by their weight; one line a tax code.

        It is rounded once. No cell is taken below zero by an amount that is at most what the cells come to.
        """
        weights = {cell: weight for cell, weight in cells.items() if weight > 0}
        whole = sum(weights.values(), _NOTHING)
        if not whole or not amount:
            return []
        exact = [share_of(amount, weight, whole) for weight in weights.values()]
        spread = spread_signed(exact, rounding)
        lines = []
        tax_codes = dict.fromkeys(cell.tax_code for cell in weights)
        for tax_code in tax_codes:
            shares = tuple(
                LineShare(cell.charge_code, cell.tier, share)
                for cell, share in zip(weights, spread, strict=True)
                if cell.tax_code == tax_code
            )
            rounded = sum((share.amount for share in shares), _NOTHING)
            if len(tax_codes) == 1:
                lines.append(self.line(amount, rounded, tax_code, rounding, shares))
                continue
            weight = sum((w for cell, w in weights.items() if cell.tax_code == tax_code), _NOTHING)
            part = share_of(amount, weight, whole)
            above = rounded - round_amount(part, rounding.scale, "floor")
            cents = int(above.scaleb(rounding.scale, context=EXACT))
            facts = {"z": [str(weight), str(whole)], "c": cents}
            lines.append(self.line(part, rounded, tax_code, rounding, shares, **facts))
        return [line for line in lines if line.amount]
