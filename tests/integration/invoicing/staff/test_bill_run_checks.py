"""The checks of a bill run that is too large to wait for them."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from billing_site.foundation.access import Role
from tests.factories.billing import drafted_run, supplied_account
from tests.factories.people import browser_of, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return browser_of(user_with(Role.MANAGER))


@pytest.fixture
def run(monkeypatch):
    cache.clear()
    monkeypatch.setattr("invoicing.staff.bill_runs._CHECKED_AT_ONCE", 0)
    supplied_account()
    return drafted_run()


def page(name, run):
    return reverse(f"invoicing-staff:{name}", args=[run.pk])


def test_fetches_the_checks_of_a_large_run_after_the_page(browser, run):
    checks = page("bill-run-checks", run)
    assert f'hx-get="{checks}"' in browser.get(page("bill-run", run)).content.decode()
    fragment = browser.get(checks, headers={"HX-Request": "true"}).content.decode()
    assert "Lines + tax = total" in fragment
    assert "<html" not in fragment
    assert "Lines + tax = total" in browser.get(page("bill-run", run)).content.decode()


def test_checks_a_large_run_without_scripts_too(browser, run):
    response = browser.get(page("bill-run-checks", run), follow=True)
    assert response.redirect_chain == [(page("bill-run", run), 302)]
    assert "Lines + tax = total" in response.content.decode()
