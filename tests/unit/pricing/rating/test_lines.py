"""Lines and taxes as values."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from pricing.rating.lines import LineKind, RatedLine, RatedTax


def test_stores_its_kind_as_an_upper_case_code():
    assert [str(kind) for kind in LineKind] == ["CHARGE", "DISCOUNT", "MAXIMUM", "MINIMUM", "RIDER", "CREDIT"]


def test_cannot_be_changed_once_rated():
    amount = Decimal("1.00")
    line = RatedLine("c", "C", LineKind.CHARGE, amount, "kWh", amount, amount, amount, None, {})
    with pytest.raises(FrozenInstanceError):
        line.amount = Decimal("0.99")
    assert (line.bucket, line.tier) == (None, None)


def test_names_the_lines_a_tax_falls_on():
    tax = RatedTax("vat", "VAT", Decimal(19), Decimal(10), Decimal("1.90"), ((0, Decimal("1.90")),))
    assert [index for index, _ in tax.shares] == [0]
