"""Every usage case gives its expected amount, quantity or date, or is on the list of what is missing."""

import pytest

from tests.golden import missing_features
from tests.golden.usage_cases import check_usage_case, usage_cases


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=name, marks=missing_features.marks(case)) for name, case in usage_cases()],
)
def test_gives_what_the_case_expects(case):
    assert check_usage_case(case) >= 1
