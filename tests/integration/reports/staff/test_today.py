"""The clerk's first page."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_site.foundation.access import Role
from tests.factories.billing import drafted_run, started_run, supplied_account
from tests.factories.people import browser_of, user_with
from tests.factories.uploads import received

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    cache.clear()
    return browser_of(user_with(Role.CLERK))


def page_of(browser):
    return browser.get(reverse("reports-staff:today")).content.decode()


def test_leads_to_what_waits(browser):
    supplied_account()
    run = drafted_run()
    text = page_of(browser)
    assert f'href="{reverse("invoicing-staff:bill-run", args=[run.pk])}">Bills to approve' in text
    assert "£133.52" in text
    assert 'id="at-work"' not in text


def test_shows_files_and_runs_that_are_worked_on_and_looks_again(browser):
    upload = received()
    supplied_account()
    run = started_run()
    text = page_of(browser)
    assert 'hx-trigger="every 3s"' in text
    assert reverse("metering-staff:upload", args=[upload.pk]) in text
    assert f'Drafting <a href="{reverse("invoicing-staff:bill-run", args=[run.pk])}">' in text


def test_asks_no_more_for_more_runs(browser):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page_of(browser)
        return len(captured)

    supplied_account()
    drafted_run()
    page_of(browser)
    few = queries()
    for month in (10, 11):
        drafted_run(from_date=date(2025, month, 1), to_date=date(2025, month + 1, 1))
    page_of(browser)
    assert queries() <= few
