"""Amounts as people write them."""

from decimal import Decimal

import pytest
from django.forms import ValidationError

from invoicing.staff.payment_forms import AmountField


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("120.50", "120.50"),
        ("120,50", "120.50"),
        ("100,5", "100.5"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234,567.89", "1234567.89"),
        ("1 234,50", "1234.50"),
        ("1234", "1234"),
        ("-5,00", "-5.00"),
    ],
)
def test_takes_either_decimal_mark(typed, amount):
    assert AmountField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["1,234", "1,23,456.00", "1.234.50", "12,3456", "twelve", "1,2.3", "NaN"])
def test_refuses_what_could_be_two_amounts_or_none(typed):
    with pytest.raises(ValidationError):
        AmountField().clean(typed)
