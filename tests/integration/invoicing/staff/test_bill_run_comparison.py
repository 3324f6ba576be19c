"""Two runs side by side."""

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_site.foundation.access import OFFICE, Role
from invoicing.models import BillRun
from tests.factories.billing import billed_before, drafted_run, supplied_account
from tests.factories.people import browser_of, user_with

pytestmark = pytest.mark.django_db
PAGE, CSV = (reverse(f"invoicing-staff:{name}") for name in ("bill-run-compare", "bill-run-compare-csv"))


@pytest.fixture
def browser():
    return browser_of(user_with(Role.AUDITOR))


@pytest.fixture
def runs():
    """One account with a bill in both runs, one with a first bill."""
    both = supplied_account()
    both.account.customer.name = "=Smith"
    both.account.customer.save()
    supplied_account(100)
    billed_before(both.account, bills=1)
    later = drafted_run()
    return {"before": BillRun.objects.get(to_date=later.from_date).pk, "now": later.pk}


@pytest.mark.parametrize("role", list(Role))
def test_opens_for_the_office_only(runs, role):
    browser = browser_of(user_with(role))
    expected = 200 if role in OFFICE else 403
    assert {browser.get(url, runs).status_code for url in (PAGE, CSV)} == {expected}


def test_asks_which_runs_first(browser, runs):
    text = browser.get(PAGE).content.decode()
    assert "January 2026, Monthly" in text
    assert "Why they differ" not in text


def test_groups_accounts_by_cause_and_shows_the_largest_difference_first(browser, runs):
    context = browser.get(PAGE, runs).context
    assert [(group["words"], group["total"].accounts) for group in context["groups"]] == [
        ("no bill before", 1),
        ("seasons, times of use, tiers", 1),
    ]
    assert [str(row["compared"].difference.total) for row in context["rows"]] == ["61.3800", "-18.0500"]
    chosen = browser.get(PAGE, {**runs, "cause": "ONLY_NOW"}).context
    assert (len(chosen["rows"]), chosen["cause_words"]) == (1, "no bill before")


def test_says_that_a_run_is_not_there(browser, runs):
    assert "Select a valid choice" in browser.get(PAGE, {**runs, "now": 4711}).content.decode()
    for now in (4711, "x", "9" * 30):
        assert browser.get(CSV, {**runs, "now": now}).status_code == 404


def test_gives_every_account_as_csv(browser, runs):
    response = browser.get(CSV, runs)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, first, second = csv.reader(text.splitlines())
    assert head[:7] == ["account", "customer", "currency", "before", "now", "difference", "mostly"]
    assert first[2:7] == ["GBP", "", "61.38", "61.38", "no bill before"]
    assert second[1:6] == ["'=Smith", "GBP", "151.57", "133.52", "-18.05"]
    assert response["Content-Disposition"] == 'attachment; filename="bill-runs-2025-12-01-and-2026-01-01.csv"'


def test_asks_no_more_for_many_accounts(browser, runs):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(PAGE, runs)
        return len(captured)

    browser.get(PAGE, runs)
    few = queries()
    runs["before"] = runs["now"]
    assert queries() == few
