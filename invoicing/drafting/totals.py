"""An invoice's amounts from its lines: net, taxes, total, and each line's share of the taxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pricing.money import minor_unit_scale
from pricing.rating import PlanTerms, RatedLine, RatedTax
from pricing.rating.taxes import TaxedLine, levy_taxes

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
    they are of; label and rounding are those of the first plan that has it (EN 16931: one amount per rate). A line
    may bear several taxes, and a tax may be on earlier ones.
    """
    scale = minor_unit_scale(currency)
    net = sum((line.amount for line, _ in lines), _NOTHING)
    shares = [_NOTHING] * len(lines)
    taxes = []
    taxed = [TaxedLine(line, terms.taxes, terms.rounding_mode) for line, terms in lines]
    for levied in levy_taxes(taxed, scale):
        for index, share in levied.rated.shares:
            shares[index] += share
        tax = levied.rated
        label = lines[levied.first][1].words_in(language).taxes.get(tax.code, tax.label)
        taxes.append(tax if label == tax.label else replace(tax, label=label))
    tax_amount = sum((tax.amount for tax in taxes), _NOTHING)
    return InvoiceTotals(net, tax_amount, net + tax_amount, tuple(taxes), tuple(shares))
