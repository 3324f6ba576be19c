"""Rounding, spreading and taxes against the reference."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pricing.money import round_amount, spread_rounded
from pricing.rating import compute_taxes
from pricing.rating.plan_terms import (
    TaxTerms,
)
from tests.unit.pricing.rating import reference
from tests.unit.pricing.rating.builders import rated_line
from tests.unit.pricing.rating.properties.strategies import ALWAYS_THE_SAME, MODES, decimals


@ALWAYS_THE_SAME
@given(decimals(-(10**9), 10**9, 6) | decimals(-1, 1, 4), st.integers(-2, 6))
def test_rounds_as_the_reference_does(amount, scale):
    places = max(scale, 0)
    assert Fraction(round_amount(amount, places)) == reference.half_up(Fraction(amount), places)
    assert abs(round_amount(amount, scale) - amount) <= Decimal(5).scaleb(-scale - 1)


@ALWAYS_THE_SAME
@given(
    st.lists(decimals(-1000, 1000, 5) | decimals(0, "0.01", 4), max_size=12),
    st.sampled_from([0, 2, 3]),
    MODES,
)
def test_spreads_to_the_rounded_sum_each_within_one_minor_unit(amounts, scale, mode):
    spread = spread_rounded(amounts, scale, mode)
    unit = Decimal(1).scaleb(-scale)
    assert sum(spread, Decimal(0)) == round_amount(sum(amounts, Decimal(0)), scale, mode)
    assert all(abs(share - amount) < unit for share, amount in zip(spread, amounts, strict=True))
    if mode == "half_up":
        fractions = [Fraction(amount) for amount in amounts]
        assert [Fraction(share) for share in spread] == reference.largest_remainder(fractions, scale)


@ALWAYS_THE_SAME
@given(
    st.lists(st.tuples(decimals(-500, 5000, 2), st.sampled_from(["a", "b", None])), max_size=10),
    decimals(0, 30, 3),
    decimals(0, 30, 3),
)
def test_tax_shares_add_up_to_one_rounded_tax_per_code(amounts, percent_a, percent_b):
    percents = {"a": percent_a, "b": percent_b}
    lines = [rated_line("usage", amount, code) for amount, code in amounts]
    taxes = compute_taxes(lines, [TaxTerms(code, code, percents[code]) for code in percents], 2)
    assert {tax.code for tax in taxes} == {code for _, code in amounts if code}
    for tax in taxes:
        base = sum((Fraction(amount) for amount, code in amounts if code == tax.code), Fraction(0))
        assert Fraction(tax.amount) == reference.half_up(base * Fraction(tax.percent) / 100, 2)
        assert sum(share for _, share in tax.shares) == tax.amount
        assert [index for index, _ in tax.shares] == [
            n for n, (_, code) in enumerate(amounts) if code == tax.code
        ]
