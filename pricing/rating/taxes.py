"""Taxes: per tax code on the sum of its lines, rounded once, spread to the lines by largest remainder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from pricing.money import EXACT, RoundingMode, spread_rounded
from pricing.rating.adjustment_terms import ExemptTier, TaxTerms
from pricing.rating.lines import RatedLine, RatedTax

_NOTHING: Final = Decimal(0)


class TaxedLine(NamedTuple):
    """A line with the taxes of its plan, in their order, and the plan's rounding; a bill run makes a great many."""

    line: RatedLine
    taxes: Sequence[TaxTerms]
    mode: RoundingMode = "half_up"


@dataclass(frozen=True, slots=True)
class LeviedTax:
    """A tax on lines of perhaps several plans; `first` is the line whose plan gave it label and rounding."""

    rated: RatedTax
    first: int


def compute_taxes(
    lines: Sequence[RatedLine],
    taxes: Sequence[TaxTerms],
    scale: int,
    mode: RoundingMode = "half_up",
) -> tuple[RatedTax, ...]:
    """The taxes of one plan on lines; a line without code that no tax names is not taxed.

    Every share is a whole number of minor units and together they are the tax (EN 16931: one amount per
    rate). Taxes that no line bears are left out.
    """
    taxed = [TaxedLine(line, taxes, mode) for line in lines]
    return tuple(levied.rated for levied in levy_taxes(taxed, scale))


def levy_taxes(lines: Sequence[TaxedLine], scale: int) -> list[LeviedTax]:
    """Each tax once per code and percentage, whichever plan the lines are of.

    Rounding is that of the first line's plan, unless the tax has its own. A tax on taxes takes each line's
    share of them.
    """
    borne: dict[str, dict[int, Decimal]] = {}
    levied = []
    for (code, percent), covered in _in_order(lines):
        first = next(iter(covered))
        tax = covered[first]
        bases = []
        for index, own in covered.items():
            line = lines[index].line
            base = line.amount if own.code == line.tax_code and not own.exempt else taxed_amount(line, own)
            for earlier in own.on_taxes:
                base = EXACT.add(base, borne.get(earlier, {}).get(index, _NOTHING))
            bases.append(base)
        exact = [_percent_of(base, percent) for base in bases]
        spread = spread_rounded(exact, scale, tax.mode or lines[first].mode)
        shares = tuple(zip(covered, spread, strict=True))
        so_far = borne.setdefault(code, {})
        for index, share in shares:
            so_far[index] = so_far.get(index, _NOTHING) + share
        rated = RatedTax(
            code=code,
            label=tax.label,
            percent=percent,
            base=sum(bases, _NOTHING),
            amount=sum(spread, _NOTHING),
            shares=shares,
        )
        levied.append(LeviedTax(rated, first))
    return levied


def taxed_amount(line: RatedLine, tax: TaxTerms) -> Decimal:
    """What of a line the tax is on, before other taxes."""
    if line.tax_code == tax.code or line.charge_code in tax.charges:
        if not tax.exempt:
            return line.amount
        parts = line.parts()
    else:
        parts = tuple(part for part in line.shares if part.charge_code in tax.charges)
    return sum(
        (part.amount for part in parts if ExemptTier(part.charge_code, part.tier or 0) not in tax.exempt),
        _NOTHING,
    )


def _in_order(lines: Sequence[TaxedLine]) -> list[tuple[tuple[str, Decimal], dict[int, TaxTerms]]]:
    """The lines of each code and percentage with their plan's terms of it, in the order of the first plan.

    Taxes on taxes come after those.
    """
    found: dict[tuple[str, Decimal], dict[int, TaxTerms]] = {}
    depths: dict[tuple[str, Decimal], int] = {}
    places: dict[tuple[str, Decimal], int] = {}
    for index, (line, taxes, _) in enumerate(lines):
        borne: dict[str, int] = {}
        for place, tax in enumerate(taxes):
            below = [borne[code] for code in tax.on_taxes if code in borne] if tax.on_taxes else ()
            if not below and not (
                _bears(line, tax) if tax.charges or tax.exempt else line.tax_code == tax.code
            ):
                continue
            borne[tax.code] = depth = max(below) + 1 if below else 0
            key = (tax.code, tax.percent)
            found.setdefault(key, {})[index] = tax
            depths[key] = max(depths.get(key, 0), depth)
            places.setdefault(key, place)
    return sorted(found.items(), key=lambda item: (depths[item[0]], places[item[0]]))


def _bears(line: RatedLine, tax: TaxTerms) -> bool:
    if tax.exempt and all(
        ExemptTier(part.charge_code, part.tier or 0) in tax.exempt for part in line.parts()
    ):
        return False
    if line.tax_code == tax.code:
        return True
    if not tax.charges:
        return False
    return line.charge_code in tax.charges or any(p.charge_code in tax.charges for p in line.shares)


def _percent_of(amount: Decimal, percent: Decimal) -> Decimal:
    return EXACT.multiply(EXACT.multiply(amount, percent), Decimal("0.01"))
