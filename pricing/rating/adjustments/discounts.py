"""Discounts: a percentage of what the customer sees, or a fixed amount."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from pricing.money import EXACT, round_amount
from pricing.rating.adjustments.billed_span import BilledSpan
from pricing.rating.adjustments.spread import Adjustment, Cell, net_by_cell, spread_signed
from pricing.rating.lines import LineKind, LineShare, RatedLine
from pricing.rating.plan_terms import FixedDiscount, PercentDiscount, PlanTerms, Span
from pricing.rating.proration import prorate

_NOTHING: Final = Decimal(0)


def discount_lines(
    discount: PercentDiscount, lines: Sequence[RatedLine], terms: PlanTerms
) -> list[RatedLine]:
    """What the discount takes off the covered charges: one line per tax code, so that tax follows it.

    The percentage is of the rounded lines the customer sees.
    """
    covered: dict[str | None, dict[Cell, Decimal]] = {}
    if _needs_shares(terms):
        for cell, amount in net_by_cell(lines, discount.charges, (LineKind.CHARGE,)).items():
            covered.setdefault(cell.tax_code, {})[cell] = amount
    else:
        whole = Cell(discount.code, None, None)
        for line in lines:
            if line.kind is LineKind.CHARGE and (
                not discount.charges or line.charge_code in discount.charges
            ):
                cells = covered.setdefault(line.tax_code, {whole: _NOTHING})
                cells[whole] += line.amount
    return [_percent_line(discount, tax_code, cells, terms) for tax_code, cells in covered.items()]


def _percent_line(
    discount: PercentDiscount, tax_code: str | None, cells: dict[Cell, Decimal], terms: PlanTerms
) -> RatedLine:
    base = sum(cells.values(), _NOTHING)
    adjustment = Adjustment(
        code=discount.code,
        label=discount.label,
        kind=LineKind.DISCOUNT,
        unit="discount",
        unit_price=discount.percent,
        facts={"rule": "discount", "p": str(discount.percent), "u": str(base)},
    )
    taken = _taken(base, discount.percent)
    if len(cells) == 1:
        (cell,) = cells
        shares: tuple[LineShare, ...] = ()
        rounded = round_amount(taken, terms.rounding.scale, terms.rounding.mode)
        if cell.charge_code != discount.code:
            shares = (LineShare(cell.charge_code, cell.tier, rounded),)
        return adjustment.line(taken, rounded, tax_code, terms.rounding, shares)
    spread = spread_signed([_taken(amount, discount.percent) for amount in cells.values()], terms.rounding)
    shares = tuple(
        LineShare(cell.charge_code, cell.tier, share) for cell, share in zip(cells, spread, strict=True)
    )
    return adjustment.line(taken, sum(spread, _NOTHING), tax_code, terms.rounding, shares)


def _needs_shares(terms: PlanTerms) -> bool:
    """Whether something on the bill asks what a discount took off a charge."""
    if terms.maximums or terms.commitments or len(terms.discounts) > 1:
        return True
    names_charges = (
        *(minimum.charges for minimum in terms.minimums),
        *(rider.charges for rider in terms.riders),
        *(tax.charges or tax.exempt for tax in terms.taxes),
    )
    return any(names_charges)


def fixed_discount_lines(
    discount: FixedDiscount, lines: Sequence[RatedLine], terms: PlanTerms, span: BilledSpan
) -> list[RatedLine]:
    """The amount taken off what the covered charges come to after earlier discounts: one line per tax code.

    What earlier invoices of the period took off is not taken off again.
    """
    cells = net_by_cell(lines, discount.charges)
    most = max(sum(cells.values(), _NOTHING), _NOTHING)
    share = span.share(Span.PERIOD, discount.prorated)
    before = max(-span.progress.amounts.get(discount.code, _NOTHING), _NOTHING)
    left = max(EXACT.subtract(prorate(discount.amount, share), before), _NOTHING)
    adjustment = Adjustment(
        code=discount.code,
        label=discount.label,
        kind=LineKind.DISCOUNT,
        unit="discount",
        unit_price=discount.amount,
        facts={
            "rule": "discount_fixed",
            "p": str(discount.amount),
            "f": [share.numerator, share.denominator],
            "u": str(most),
            **({"u0": str(before)} if before else {}),
        },
    )
    return adjustment.spread_lines(EXACT.minus(min(left, most)), cells, terms.rounding)


def _taken(amount: Decimal, percent: Decimal) -> Decimal:
    return EXACT.multiply(EXACT.multiply(amount, percent), Decimal("-0.01"))
