"""Accounts that were not billed stay in sight until they are, or until somebody decides otherwise."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from billing_site.foundation.access import BILLING_STAFF, OFFICE
from invoicing.models import BillRun, BillRunException
from tests.factories.billing import FEBRUARY, drafted_run, supplied_account
from tests.factories.corrections import issued
from tests.integration.invoicing.staff.pages import assert_only_for, clerk, queries_of, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def subscription():
    """Of an account without readings, which the approved run of January left out."""
    left_out = supplied_account(quantity=None)
    supplied_account()
    issued(drafted_run())
    return left_out


def exception():
    return BillRunException.objects.get()


def test_today_still_has_it_after_the_approval(subscription):
    page = text_of(clerk().get("/staff/"))
    assert f'<a href="{url("not-billed-list")}">Accounts left without a bill</a>' in page
    browser = clerk()
    browser.post(url("not-billed-dismiss", exception().pk), {"reason": "empty plot"})
    assert "Accounts left without a bill" not in text_of(browser.get("/staff/"))


def test_list_leads_to_service_point_and_cure(subscription):
    page = text_of(clerk().get(url("not-billed-list")))
    assert subscription.account.number in page
    assert "January 2026" in page
    assert reverse("metering-staff:service-point", args=[subscription.service_point_id]) in page
    assert reverse("metering-staff:upload-new") in page


def test_the_runs_own_list_does_too(subscription):
    page = text_of(clerk().get(url("bill-run", exception().batch.bill_run_id), {"tab": "exceptions"}))
    assert reverse("metering-staff:service-point", args=[subscription.service_point_id]) in page
    assert reverse("metering-staff:upload-new") in page


def test_the_account_says_since_when_and_why(subscription):
    page = text_of(clerk().get(url("account", subscription.account_id)))
    assert "Not billed since 1 Jan 2026: no readings." in page
    assert reverse("metering-staff:upload-new") in page
    assert ">settled<" not in page


def test_the_list_of_accounts_can_be_narrowed_to_them(subscription):
    page = text_of(clerk().get(url("account-list"), {"show": "unbilled"}))
    assert url("account", subscription.account_id) in page
    assert page.count('<td data-label="Customer">') == 1


def test_is_billed_on_its_own(subscription):
    response = clerk().post(url("not-billed-bill", exception().pk))
    run = BillRun.objects.get(account=subscription.account)
    assert response["Location"] == url("bill-run", run.pk)
    assert f"account {subscription.account.number}" in text_of(clerk().get(response["Location"]))


def test_dismissal_without_a_reason_comes_back(subscription):
    response = clerk().post(url("not-billed-dismiss", exception().pk), {"reason": " "})
    assert response.status_code == 422
    assert exception().dismissed_at is None


def test_takes_as_many_queries_for_many_as_for_one():
    for _ in range(3):
        supplied_account(quantity=None)
    supplied_account()
    issued(drafted_run())
    browser = clerk()
    many = queries_of(browser, url("not-billed-list"))
    for one in BillRunException.objects.all()[1:]:
        browser.post(url("not-billed-dismiss", one.pk), {"reason": "empty"})
    cache.clear()
    assert queries_of(browser, url("not-billed-list")) == many


def test_is_for_the_office(subscription):
    assert_only_for(url("not-billed-list"), *OFFICE)
    assert_only_for(url("not-billed-dismiss", exception().pk), *BILLING_STAFF)


def test_all_periods_of_an_account_are_dismissed_at_once(subscription):
    issued(drafted_run(from_date=FEBRUARY, to_date=date(2026, 2, 2)))
    first = BillRunException.objects.filter(account=subscription.account).earliest("pk")
    page = text_of(clerk().get(url("account", subscription.account_id)))
    assert "Not billed since 1 Jan 2026" in page
    assert "2 periods wait." in page
    browser = clerk()
    assert "Its other period that waits, too" in text_of(browser.get(url("not-billed-dismiss", first.pk)))
    browser.post(url("not-billed-dismiss", first.pk), {"reason": "empty plot", "is_for_all": "on"})
    assert not BillRunException.objects.filter(account=subscription.account, dismissed_at=None).exists()
