"""An account with what it owes and where it is supplied."""

import pytest

from tests.factories.api_keys import program
from tests.factories.invoicing import AccountFactory, finalized_invoice

pytestmark = pytest.mark.django_db


def test_shows_balance_and_subscriptions():
    invoice = finalized_invoice()
    subscription = invoice.lines.first().subscription
    found = program().get(f"accounts/{invoice.account.number}").json()
    assert found["balance"] == {"amount": "151.57", "currency": "GBP"}
    assert found["customer_name"] == invoice.account.customer.name
    assert found["subscriptions"] == [
        {
            "service_point": subscription.service_point.code,
            "utility": "NORTH",
            "role": "supply",
            "plan": subscription.plan.code,
            "start_date": "2025-06-01",
            "end_date": None,
        }
    ]


def test_owes_nothing_before_its_first_invoice():
    account = AccountFactory(currency="JPY")
    found = program().get(f"accounts/{account.number}").json()
    assert (found["balance"], found["subscriptions"]) == ({"amount": "0", "currency": "JPY"}, [])


def test_is_found_by_its_number_only():
    account = AccountFactory()
    for number in (str(account.pk), account.number.lower(), f"{account.number} "):
        assert program().get(f"accounts/{number}").status_code == 404
