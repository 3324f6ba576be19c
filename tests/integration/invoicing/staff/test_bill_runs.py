"""Bill runs as the office sees them."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_site.foundation.access import BILLING_STAFF, OFFICE, Role
from invoicing.models import BillRun, BillRunException, Invoice
from invoicing.use_cases.approve_bill_run import approve_bill_run
from tests.factories.billing import (
    STARTED_AT,
    billed_before,
    drafted_run,
    started_run,
    supplied_account,
    work_through,
)
from tests.factories.invoicing import AccountFactory, BillHoldFactory, BillingCycleFactory
from tests.factories.people import browser_of, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def browser():
    return browser_of(user_with(Role.MANAGER))


def page(name, *args, **query):
    url = reverse(f"invoicing-staff:{name}", args=args)
    return f"{url}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else url


@pytest.fixture
def run():
    """Three bills, the first of which is held, and an account without readings; the run before billed the first."""
    old = supplied_account()
    billed_before(old.account, bills=1)
    supplied_account(1000)
    supplied_account(0)
    supplied_account(quantity=None)
    run = drafted_run()
    BillHoldFactory(invoice=Invoice.objects.get(account=old.account, state="DRAFT"))
    return run


@pytest.mark.parametrize("role", list(Role))
def test_opens_for_the_office_only(run, role):
    browser = browser_of(user_with(role))
    pages = [page("bill-run-list"), page("bill-run", run.pk), page("bill-run-compare")]
    assert {browser.get(url).status_code for url in pages} == {200 if role in OFFICE else 403}
    assert browser.get(page("bill-run-new")).status_code == (200 if role in BILLING_STAFF else 403)
    progress = browser.get(page("bill-run-progress", run.pk)).status_code
    assert progress == (286 if role in OFFICE else 403)


def test_does_not_know_a_run_that_was_dropped(browser):
    for name in (
        "bill-run",
        "bill-run-progress",
        "bill-run-checks",
        "bill-run-approve",
        "bill-run-redraft",
        "bill-run-drop",
    ):
        assert browser.get(page(name, 4711)).status_code == 404


def test_lists_runs_with_what_they_come_to(browser, run):
    rows = browser.get(page("bill-run-list")).context["rows"]
    assert [(row["title"], row["status"].label, row["run"].bills, row["run"].held) for row in rows] == [
        ("January 2026", "in review", 3, 1),
        ("December 2025", "finalized", 1, 0),
    ]
    text = browser.get(page("bill-run-list")).content.decode()
    # 133.52, 548.68 and 16.74.
    assert "£698.94" in text
    assert "£151.57" in text


def test_lists_many_runs_with_as_many_queries_as_one(browser):
    def queries() -> int:
        browser.get(page("bill-run-list"))  # what runs come to is known from here on
        with CaptureQueriesContext(connection) as captured:
            browser.get(page("bill-run-list"))
        return len(captured)

    supplied_account()
    drafted_run(to_date=date(2026, 1, 11))
    few = queries()
    for first in range(11, 17):
        drafted_run(from_date=date(2026, 1, first), to_date=date(2026, 1, first + 1))
    assert queries() == few


def test_shows_figures_changes_and_checks_of_a_run(browser, run):
    context = browser.get(page("bill-run", run.pk)).context
    tiles = context["tiles"]
    assert (tiles.bills, tiles.bills_change) == (3, 2)
    assert [(one.name, one.unit, str(one.quantity)) for one in tiles.usage] == [
        ("Electricity import", "kWh", "1860.000")
    ]
    assert context["changes"].compared == 1
    assert (context["checks"].adding_up, context["checks"].days_unbilled) == (3, 31)
    assert context["before_title"] == "December 2025"
    text = browser.get(page("bill-run", run.pk)).content.decode()
    assert "£698.94" in text
    assert "3 of 3" in text


@pytest.mark.parametrize(
    ("tab", "totals"),
    [
        ("held", ["133.5200"]),
        ("first", ["548.6800", "16.7400"]),
        ("largest", ["548.6800", "133.5200", "16.7400"]),
        ("all", ["133.5200", "548.6800", "16.7400"]),
        ("credits", []),
    ],
)
def test_shows_the_bills_of_a_tab(browser, run, tab, totals):
    response = browser.get(page("bill-run", run.pk, tab=tab))
    assert [str(one.invoice.total) for one in response.context["tab"].bills] == totals


def test_counts_what_is_in_each_tab_and_begins_with_what_is_held(browser, run):
    tab = browser.get(page("bill-run", run.pk, tab="nonsense")).context["tab"]
    assert tab.name == "held"
    assert [(chip.label, chip.count) for chip in tab.chips] == [
        ("Held", 1),
        ("Not billed", 1),
        ("Credits", 0),
        ("First bills", 2),
        ("Largest", 3),
        ("Random", 3),
        ("All", 3),
    ]


def test_draws_other_bills_at_random(browser, run):
    response = browser.get(page("bill-run", run.pk, tab="random", seed="1"))
    assert len(response.context["tab"].bills) == 3
    assert "seed=2" in response.context["tab"].again_url
    assert browser.get(page("bill-run", run.pk, tab="random", seed="x")).status_code == 200


def test_groups_what_could_not_be_billed_by_its_reason(browser, run):
    BillRunException.objects.create(
        batch=run.batches.get(), account=AccountFactory(), code="CURRENCY", reason="in yen"
    )
    tab = browser.get(page("bill-run", run.pk, tab="exceptions")).context["tab"]
    assert [(chip.label, chip.count) for chip in tab.codes] == [
        ("plan and account differ in currency", 1),
        ("no readings", 1),
    ]
    assert len(tab.exceptions) == 2
    chosen = browser.get(page("bill-run", run.pk, tab="exceptions", code="CURRENCY")).context["tab"]
    assert [one.exception.reason for one in chosen.exceptions] == ["in yen"]
    assert chosen.codes[0].is_current


def test_shows_more_bills_with_as_many_queries(browser):
    def queries(run) -> int:
        browser.get(page("bill-run", run.pk, tab="all"))
        with CaptureQueriesContext(connection) as captured:
            response = browser.get(page("bill-run", run.pk, tab="all"))
        assert len(response.context["tab"].bills) == run.batches.get().invoice_count
        return len(captured)

    supplied_account()
    drafted_run(to_date=date(2026, 1, 11))
    few = queries(drafted_run(from_date=date(2026, 1, 11), to_date=date(2026, 1, 21)))
    for _ in range(6):
        supplied_account(start_date=date(2026, 1, 21))
    assert queries(drafted_run(from_date=date(2026, 1, 21))) == few


def test_follows_the_work_until_it_is_done(browser):
    for _ in range(2):
        supplied_account()
    run = started_run(accounts_per_batch=1)
    response = browser.get(page("bill-run", run.pk))
    assert page("bill-run-progress", run.pk) in response.content.decode()
    fragment = browser.get(page("bill-run-progress", run.pk))
    assert (fragment.status_code, "HX-Refresh" in fragment) == (200, False)
    assert "0 of 2 batches drafted" in fragment.content.decode()
    assert "waiting for a worker" in fragment.content.decode()
    work_through(run)
    done = browser.get(page("bill-run-progress", run.pk))
    assert (done.status_code, done["HX-Refresh"]) == (286, "true")
    assert "2 of 2 batches drafted" in done.content.decode()
    assert "every 2s" not in done.content.decode()


def test_offers_each_role_what_it_may_do(run):
    def offered(role):
        text = browser_of(user_with(role)).get(page("bill-run", run.pk)).content.decode()
        addresses = {
            "drop": page("bill-run-drop", run.pk),
            "redraft": page("bill-run-redraft", run.pk),
            "release": page("held-release"),
        }
        return [name for name, address in addresses.items() if address in text]

    assert offered(Role.CLERK) == ["drop", "redraft", "release"]
    assert offered(Role.AUDITOR) == []


def test_offers_to_approve_to_a_manager_once_nothing_is_held(run):
    address = page("bill-run-approve", run.pk)
    manager, clerk = (browser_of(user_with(role)) for role in (Role.MANAGER, Role.CLERK))
    assert address not in manager.get(page("bill-run", run.pk)).content.decode()
    run.batches.get().invoices.get(holds__isnull=False).holds.update(
        released_at=STARTED_AT, released_by="clerk", release_note="fine"
    )
    assert address in manager.get(page("bill-run", run.pk)).content.decode()
    assert address not in clerk.get(page("bill-run", run.pk)).content.decode()


def test_shows_a_finalized_run_with_its_numbers(browser):
    supplied_account()
    run = drafted_run()
    approve_bill_run(bill_run=run, issue_date=date(2026, 2, 2), approved_at=STARTED_AT, actor=None)
    work_through(run, at=STARTED_AT)
    text = browser.get(page("bill-run", run.pk, tab="all")).content.decode()
    assert "INV-2026-000001" in text
    assert "Numbered and posted" in text
    assert page("bill-run-drop", run.pk) not in text


class TestNew:
    """Starting a run."""

    def test_proposes_the_period_after_the_last_run(self, browser):
        billed_before(supplied_account().account, bills=1)
        form = browser.get(page("bill-run-new")).context["form"]
        assert (form["from_date"].value(), form["last_date"].value()) == ("2026-01-01", "2026-01-31")

    def test_shows_what_the_run_would_meet(self, browser):
        supplied_account()
        supplied_account(quantity=None)
        url = page("bill-run-new", cycle="MONTHLY", from_date="2026-01-01", last_date="2026-01-31")
        response = browser.get(url)
        preflight = response.context["preflight"]
        assert (preflight.supplied, preflight.billable) == (2, 1)
        text = response.content.decode()
        assert "Readings missing" in text
        assert "Draft 1 bills" in text
        assert not BillRun.objects.exists()

    def test_starts_the_run(self, browser):
        supplied_account()
        response = browser.post(
            page("bill-run-new"), {"cycle": "MONTHLY", "from_date": "2026-01-01", "last_date": "2026-01-31"}
        )
        run = BillRun.objects.get()
        assert response.url == page("bill-run", run.pk)
        assert (run.from_date, run.to_date, run.state) == (date(2026, 1, 1), date(2026, 2, 1), "OPEN")

    def test_leads_to_the_run_that_is_there(self, browser, run):
        response = browser.get(
            page("bill-run-new", cycle="MONTHLY", from_date="2026-01-01", last_date="2026-01-31")
        )
        assert page("bill-run", run.pk) in response.content.decode()

    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            ({"last_date": "2025-12-31"}, "This is before the first day"),
            ({"from_date": "soon"}, "Enter a valid date"),
            ({"cycle": "WEEKLY"}, "Select a valid choice"),
            ({"from_date": "2998-01-01", "last_date": "2998-01-31"}, "not over yet"),
        ],
    )
    def test_says_what_is_wrong(self, browser, facts, told):
        supplied_account()
        period = {"cycle": "MONTHLY", "from_date": "2026-01-01", "last_date": "2026-01-31", **facts}
        response = browser.post(page("bill-run-new"), period)
        assert response.status_code == 422
        assert told in response.content.decode()
        assert not BillRun.objects.exists()

    def test_opens_before_there_is_a_cycle(self, browser):
        assert browser.get(page("bill-run-new")).status_code == 200
        BillingCycleFactory()
        assert browser.get(page("bill-run-new")).status_code == 200
