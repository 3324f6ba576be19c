"""What waits for somebody."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.cache import cache

from invoicing.models import Invoice
from invoicing.use_cases.cancel_plan_move import cancel_plan_move
from metering.models import ReadingFinding
from reports.queries.waiting_work import load_waiting_work
from tests.factories.billing import STARTED_AT, drafted_run, supplied_account
from tests.factories.invoicing import AccountFactory, BillHoldFactory
from tests.factories.metering import ChannelFactory
from tests.factories.payments import billed, pay
from tests.factories.trials import TRIED_AT, proposed_move
from tests.factories.uploads import SENT_AT, checked, received

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


def waiting(today=TODAY):
    return {work.label: work for work in load_waiting_work(today)}


def test_nothing_waits_in_the_beginning():
    assert waiting() == {}


def test_a_run_in_review_waits_with_its_money_its_holds_and_what_it_could_not_bill():
    supplied_account()
    supplied_account()
    supplied_account(quantity=None)
    run = drafted_run()
    hold = BillHoldFactory(invoice=Invoice.objects.filter(state="DRAFT").first())
    work = waiting()
    bills, held = work["Bills to approve"], work["Bills held by a check or by hand"]
    refused = work["Accounts that a run in review could not bill"]
    assert (bills.count, bills.oldest_at, bills.row_id) == (2, STARTED_AT, run.pk)
    assert bills.worth == (("GBP", Decimal("267.04")),)
    assert (held.count, held.oldest_at, held.worth) == (1, hold.held_at, (("GBP", Decimal("133.52")),))
    assert (refused.count, refused.query, refused.stops) == (1, "tab=exceptions", "their bills")


def test_moves_wait_until_they_are_approved_or_cancelled():
    supplied_account()
    move = proposed_move()
    work = waiting()["Moves to another plan to approve"]
    assert (work.count, work.oldest_at, work.url_name) == (1, TRIED_AT, "invoicing-staff:plan-move-list")
    cancel_plan_move(move=move, cancelled_at=TRIED_AT, actor="test")
    assert waiting() == {}


def test_files_wait_once_they_are_checked():
    received(file_name="at_work.csv", content=b"service_point\n1\n")
    assert waiting() == {}
    checked()
    work = waiting()["Files of readings to decide on"]
    assert (work.count, work.oldest_at) == (1, SENT_AT)


def test_overdue_invoices_wait_with_what_is_open_of_them_from_the_day_after():
    account = AccountFactory(currency="GBP")
    billed(account, month=1)
    billed(account, month=2)
    pay(account, "100.00")
    assert waiting(date(2026, 2, 17)) == {}
    assert waiting(date(2026, 2, 18))["Invoices overdue"].count == 1
    work = waiting()["Invoices overdue"]
    assert work.count == 2
    assert work.worth == (("GBP", Decimal("203.14")),)
    assert work.oldest_at == datetime(2026, 2, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("severity", "label"),
    [
        ("STOP", "Readings that stop a bill"),
        ("WARNING", "Readings to look at"),
        ("INFO", "Readings worth knowing"),
    ],
)
def test_findings_wait_by_severity(severity, label):
    ReadingFinding.objects.create(
        channel=ChannelFactory(),
        rule="GAP",
        severity=severity,
        starts_at=datetime(2026, 1, 8, tzinfo=UTC),
        interval_count=48,
        explanation="48 intervals are missing.",
        found_at=STARTED_AT,
    )
    (work,) = waiting().values()
    assert (work.label, work.count, work.query) == (label, 1, f"severity={severity}")
