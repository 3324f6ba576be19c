"""What a determinant gives."""

from decimal import Decimal

from pricing.rating.determinants.measured import Measured


def test_has_no_facts_of_single_accounts_unless_told():
    measured = Measured("peak", "kWh", [Decimal(1), Decimal(2)], {"of": "total"})
    assert (measured.account_facts, len(measured.quantities)) == ((), 2)
