"""What a place cost."""

from datetime import date
from decimal import Decimal

import pytest

from reports.queries.place_costs import load_place_costs
from tests.factories.portal import bill_january_and_february, household

pytestmark = pytest.mark.django_db


def test_is_the_lines_of_each_bill_with_their_taxes(django_assert_num_queries):
    subscription = household()
    household()
    bill_january_and_february()
    with django_assert_num_queries(1):
        costs = load_place_costs(subscription.account, subscription.service_point.code, 2026)
    assert [(one.from_date, one.amount) for one in costs] == [
        (date(2026, 1, 1), Decimal("133.52")),
        (date(2026, 2, 1), Decimal("243.50")),
    ]
    assert load_place_costs(subscription.account, subscription.service_point.code, 2025) == ()
    assert load_place_costs(subscription.account, "elsewhere", 2026) == ()
