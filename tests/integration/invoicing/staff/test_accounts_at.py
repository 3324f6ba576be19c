"""From a service point to its account."""

from datetime import date

import pytest
from django.urls import reverse

from billing_site.foundation.access import OFFICE, Role
from tests.factories.invoicing import AccountFactory, SubscriptionFactory
from tests.factories.metering import ServicePointFactory
from tests.factories.people import browser_of, user_with

pytestmark = pytest.mark.django_db


def url_of(point):
    return reverse("invoicing-staff:accounts-at", args=[point.pk])


@pytest.mark.parametrize("role", list(Role))
def test_is_for_the_office_only(role):
    subscription = SubscriptionFactory()
    response = browser_of(user_with(role)).get(url_of(subscription.service_point))
    assert response.status_code == (302 if role in OFFICE else 403)


def test_leads_to_the_account_that_moved_in_last():
    point = ServicePointFactory()
    SubscriptionFactory(service_point=point, end_date=date(2026, 1, 1))
    account = AccountFactory()
    SubscriptionFactory(service_point=point, account=account, start_date=date(2026, 1, 1))
    response = browser_of(user_with(Role.CLERK)).get(url_of(point))
    assert response.url == reverse("invoicing-staff:account", args=[account.pk])


def test_says_so_when_nobody_was_ever_supplied_there():
    point = ServicePointFactory()
    browser = browser_of(user_with(Role.CLERK))
    response = browser.get(url_of(point), follow=True)
    assert f"No account has ever been supplied at {point.code}." in response.content.decode()
    assert browser.get(reverse("invoicing-staff:accounts-at", args=[0])).status_code == 404
