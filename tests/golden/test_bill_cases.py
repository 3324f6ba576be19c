"""A year of bills per tariff and load profile, or the case is on the list of what is missing."""

import pytest

from tests.golden import missing_features
from tests.golden.bill_cases import bill_cases, check_bill_case


@pytest.mark.parametrize(
    "bill",
    [pytest.param(bill, id=name, marks=missing_features.marks(bill.case)) for name, bill in bill_cases()],
)
def test_bills_twelve_months_as_pysam_does(bill):
    assert check_bill_case(bill) >= 12
