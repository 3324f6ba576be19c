"""The checker of coupons and taxes, on a bill that no case file here has: three coupons with many decimals."""

import pytest

from tests.golden.usage_taxes import check_invoice_tax

COUPONS = [{"amount_minor": "2000", "lines": [0, 1]}, {"amount_minor": "1000", "lines": [4, 5, 6, 7]}]
LINES = [
    {"amount_minor": str(amount), "tax_rate": rate}
    for amount, rate in zip([1000, 2000, 3000, 4000] * 2, ["10", "20", "10", "10"] * 2, strict=True)
]
OF_THE_SOURCE = [
    *("676.47059", "1352.94117", "88.23529", "117.64706"),
    *("126.47059", "252.94118", "379.41176", "505.88235"),
]
CASE = {"params": {"coupons": [*COUPONS, {"amount_minor": "500"}], "lines": LINES}}
SUMS = {"tax_minor": "1890", "total_minor": "18390"}


def test_computes_the_decimals_of_the_source_and_one_tax_per_rate():
    assert check_invoice_tax({**CASE, "expected": {"line_coupons_minor": OF_THE_SOURCE, **SUMS}}) is None


def test_takes_whole_coupons_where_they_are_expected():
    whole = ["677", "1353", "88", "118", "126", "253", "379", "506"]
    taxes = ["32", "130", "291", "388", "88", "349", "262", "350"]
    expected = {"line_coupons_minor": whole, "line_taxes_minor": taxes, **SUMS}
    assert check_invoice_tax({**CASE, "expected": {}, "our_expected": expected}) is None


@pytest.mark.parametrize("key", ["line_coupons_minor", "tax_minor", "total_minor"])
def test_fails_on_another_figure(key):
    expected = {"line_coupons_minor": OF_THE_SOURCE, **SUMS}
    wrong = {
        "line_coupons_minor": ["676.47060", *OF_THE_SOURCE[1:]],
        "tax_minor": "1889",
        "total_minor": "18389",
    }
    with pytest.raises(AssertionError):
        check_invoice_tax({**CASE, "expected": {**expected, key: wrong[key]}})
    with pytest.raises(AssertionError):
        check_invoice_tax({**CASE, "expected": {}, "our_expected": {"tax_minor": "1889"}})
