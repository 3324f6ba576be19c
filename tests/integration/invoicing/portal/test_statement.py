"""What moved the balance."""

import pytest
from django.urls import reverse

from tests.factories.portal import bill_january_and_february, customer_of, household

pytestmark = pytest.mark.django_db
URL = reverse("invoicing-portal:statement")


def test_lists_the_latest_first_with_the_balance():
    account = household().account
    household()
    bill_january_and_february()
    response = customer_of(account).get(URL)
    assert [f"{one.balance:.2f}" for one in response.context["movements"]] == ["377.02", "133.52"]
    assert "£377.02" in response.content.decode()


def test_is_empty_before_the_first_bill():
    assert "Nothing yet." in customer_of(household().account).get(URL).content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "²"])
def test_takes_nonsense_for_the_latest(before):
    assert customer_of(household().account).get(URL, {"before": before}).status_code == 200
