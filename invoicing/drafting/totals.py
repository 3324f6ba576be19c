"""An invoice's amounts from its lines: net, taxes, total, and each line's share of the taxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pricing.money import minor_unit_scale
from pricing.rating import PlanTerms, RatedLine, RatedTax, compute_taxes
from pricing.rating.plan_terms import TaxTerms

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class InvoiceTotals:
    """Rounded amounts of an invoice.

    `line_taxes` has each line's share of the taxes, in the order of the lines; the shares add up to `tax`.
    """

    net: Decimal
    tax: Decimal
    total: Decimal
    taxes: tuple[RatedTax, ...]
    line_taxes: tuple[Decimal, ...]


def invoice_totals(
    lines: Sequence[tuple[RatedLine, PlanTerms]], currency: str, language: str = ""
) -> InvoiceTotals:
    """The totals of all lines, each with the terms that taxed it; taxes are called as in the language.

    A tax is levied once per code and percentage on the sum of the invoice's lines, whichever subscription
    they are of; label and rounding are those of the first plan that has it (EN 16931: one amount per rate).
    """
    scale = minor_unit_scale(currency)
    net = sum((line.amount for line, _ in lines), _NOTHING)
    shares = [_NOTHING] * len(lines)
    taxes = []
    for tax, mode_terms, covered in _levied(lines):
        amounts = [(lines[index][0].amount, tax.code) for index in covered]
        (rated,) = compute_taxes(amounts, [tax], scale, mode_terms.rounding_mode)
        own_shares = tuple((covered[position], share) for position, share in rated.shares)
        for index, share in own_shares:
            shares[index] += share
        label = mode_terms.words_in(language).taxes.get(rated.code, rated.label)
        taxes.append(RatedTax(rated.code, label, rated.percent, rated.base, rated.amount, own_shares))
    tax_amount = sum((tax.amount for tax in taxes), _NOTHING)
    return InvoiceTotals(net, tax_amount, net + tax_amount, tuple(taxes), tuple(shares))


def _levied(lines: Sequence[tuple[RatedLine, PlanTerms]]) -> list[tuple[TaxTerms, PlanTerms, list[int]]]:
    """Each tax that a line carries, the terms it is first found in, and the indexes of its lines."""
    found: dict[tuple[str, Decimal], tuple[TaxTerms, PlanTerms, list[int]]] = {}
    for index, (line, terms) in enumerate(lines):
        if line.tax_code is None:
            continue
        for tax in terms.taxes:
            if tax.code == line.tax_code:
                found.setdefault((tax.code, tax.percent), (tax, terms, []))[2].append(index)
    return list(found.values())
