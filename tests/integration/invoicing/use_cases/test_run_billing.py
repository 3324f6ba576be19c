"""A run is started once, with batches and a cut-off."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django_q.models import OrmQ

from billing_site.foundation.models import AuditEntry
from invoicing.models import BillRun
from invoicing.use_cases.run_billing import UnableToRunBilling, run_billing
from metering.models.period_gate import enter_as_writer
from tests.factories.billing import FEBRUARY, JANUARY, STARTED_AT, drafted_run, started_run, supplied_account
from tests.factories.invoicing import AccountFactory, BillingCycleFactory
from tests.factories.metering import UtilityFactory
from tests.factories.readings import reading_batch

pytestmark = pytest.mark.django_db


def rings():
    return [(row.task["func"], row.task["kwargs"]) for row in OrmQ.objects.order_by("pk")]


def test_divides_the_accounts_of_the_cycle_into_batches():
    accounts = [AccountFactory() for _ in range(5)]
    AccountFactory(billing_cycle=BillingCycleFactory(code="OTHER"))
    run = started_run(accounts_per_batch=2)
    ids = [account.pk for account in accounts]
    batches = run.batches.order_by("number").values_list(
        "number", "first_account_id", "last_account_id", "state"
    )
    assert list(batches) == [
        (1, ids[0], ids[1], "OPEN"),
        (2, ids[2], ids[3], "OPEN"),
        (3, ids[4], ids[4], "OPEN"),
    ]
    assert (run.state, run.started_at, run.as_of, run.issue_date) == ("OPEN", STARTED_AT, STARTED_AT, None)


def test_rings_for_a_few_workers_and_tells_who_started_it():
    for _ in range(12):
        AccountFactory()
    run = started_run(accounts_per_batch=1)
    assert rings() == [("invoicing.tasks.work_on_bill_run", {"bill_run_id": run.pk})] * 8
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_label, entry.subject_id) == ("STARTED", "test", str(run.pk))
    assert entry.details == {"as_of": "2026-02-02T06:00:00Z", "batches": 12}


def test_rings_no_more_often_than_there_are_batches():
    AccountFactory()
    started_run()
    assert len(rings()) == 1


def test_finds_the_run_of_the_same_cycle_and_period_in_whatever_state():
    supplied_account()
    run = drafted_run()
    again = started_run(started_at=STARTED_AT + timedelta(days=1))
    assert (again, again.state, again.as_of) == (run, "DRAFTED", STARTED_AT)
    assert run.batches.count() == 1
    assert len(rings()) == 1


def test_another_period_is_another_run():
    AccountFactory()
    later = STARTED_AT + timedelta(days=28)
    assert started_run() != started_run(from_date=FEBRUARY, to_date=date(2026, 3, 1), started_at=later)


def test_refuses_a_period_that_is_not_over():
    AccountFactory()
    with pytest.raises(UnableToRunBilling, match="the period up to 2026-03-01 is not over yet"):
        started_run(from_date=FEBRUARY, to_date=date(2026, 3, 1))


@pytest.mark.parametrize("to_date", [JANUARY, date(2025, 12, 1)])
def test_refuses_a_period_without_a_day(to_date):
    AccountFactory()
    with pytest.raises(UnableToRunBilling, match="there is no day from 2026-01-01 up to"):
        started_run(to_date=to_date)


def test_refuses_a_cycle_without_accounts():
    with pytest.raises(UnableToRunBilling, match="there is no account in the billing cycle Monthly"):
        started_run()
    assert not BillRun.objects.exists()


def test_cuts_off_no_earlier_than_the_last_reading_received():
    AccountFactory()
    late = datetime(2026, 2, 9, tzinfo=UTC)  # another host's clock is ahead
    reading_batch(UtilityFactory(), received_at=late)
    assert started_run().as_of == late


def test_readings_that_come_later_are_received_after_the_cut_off():
    AccountFactory()
    run = started_run()
    behind = STARTED_AT - timedelta(hours=1)
    assert enter_as_writer(behind) == run.as_of + timedelta(microseconds=1)


@pytest.mark.django_db(transaction=True)
def test_is_one_run_when_it_is_started_twice_at_once():
    AccountFactory()
    cycle, barrier, runs = BillingCycleFactory(), threading.Barrier(4), []

    def start():
        try:
            barrier.wait()
            runs.append(
                run_billing(
                    billing_cycle=cycle,
                    from_date=JANUARY,
                    to_date=FEBRUARY,
                    started_at=STARTED_AT,
                    actor=None,
                ).pk
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run = BillRun.objects.get()
    assert runs == [run.pk] * 4
    assert run.batches.count() == 1
    assert len(rings()) == 1
