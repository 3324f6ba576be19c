"""A whole run, billed and finalized by real workers that are killed while they work."""

import os
import random
import signal
import time
from datetime import UTC, date, datetime

import pytest

from invoicing.models import BillRun, Invoice, IssuedDocument, LedgerTransaction
from invoicing.use_cases.approve_bill_run import approve_bill_run
from invoicing.use_cases.run_billing import run_billing
from tests.factories.invoicing import AccountFactory, BillingCycleFactory, SubscriptionFactory
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.faults.evidence import broken_invariants
from tests.faults.reading_operations import deliver, delivery
from tests.running_workers import Work, eventually

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

STARTED_AT = datetime(2026, 2, 2, 6, tzinfo=UTC)
ACCOUNTS, KILLS = 24, 6


@pytest.fixture
def work(tmp_path):
    running = Work(tmp_path / "work.log", clusters=2)
    yield running
    running.kill_remains()


@pytest.fixture
def cycle():
    """A billing cycle with accounts whose January has been measured."""
    cycle, plan = BillingCycleFactory(), PlanFactory()
    PlanVersionFactory(plan=plan)
    for _ in range(ACCOUNTS):
        world = delivery()
        deliver(world)
        SubscriptionFactory(
            account=AccountFactory(billing_cycle=cycle),
            service_point=world.channels[0].service_point,
            plan=plan,
        )
    return cycle


def kill_one(work: Work, chance: random.Random) -> bool:
    """Kill a process of a cluster, a renderer perhaps; False if there is none just now."""
    victims = work.processes()
    if victims:
        os.kill(chance.choice(victims), signal.SIGKILL)
    return bool(victims)


def kill_workers_until(run: BillRun, state: str, work: Work, chance: random.Random) -> int:
    """Kill a process of a cluster now and then, until the run has reached the state; returns how many."""
    killed = 0

    def reached() -> bool:
        nonlocal killed
        if killed < KILLS and kill_one(work, chance):
            killed += 1
            time.sleep(chance.uniform(0.0, 0.7))
        run.refresh_from_db()
        return run.state == state

    assert eventually(reached, 120), work.output
    return killed


def test_killed_workers_bill_number_and_document_every_account_once(work, cycle):
    chance = random.Random(20260201)
    run = run_billing(
        billing_cycle=cycle,
        from_date=date(2026, 1, 1),
        to_date=date(2026, 2, 1),
        started_at=STARTED_AT,
        actor=None,
        accounts_per_batch=2,
    )
    killed = kill_workers_until(run, BillRun.State.DRAFTED, work, chance)
    approve_bill_run(bill_run=run, approved_at=STARTED_AT, issue_date=date(2026, 2, 3), actor=None)
    killed += kill_workers_until(run, BillRun.State.FINALIZED, work, chance)
    assert killed >= KILLS
    invoices = Invoice.objects.filter(batch__bill_run=run)
    assert set(invoices.values_list("account__billing_cycle", "state")) == {(cycle.pk, "FINALIZED")}
    # 31 days at 0.45; 744 kWh: 300 at 0.25, 444 at 0.31; with VAT.
    assert [str(total) for total in invoices.values_list("total", flat=True)] == ["271.9100"] * ACCOUNTS
    assert sorted(invoices.values_list("sequence_number", flat=True)) == list(range(1, ACCOUNTS + 1))
    assert LedgerTransaction.objects.count() == ACCOUNTS
    assert broken_invariants() == []
    kill_one(work, chance)
    assert eventually(lambda: IssuedDocument.objects.count() == ACCOUNTS, 120), work.output
    assert set(IssuedDocument.objects.values_list("invoice", flat=True)) == {one.pk for one in invoices}
