"""What waits to be drafted or finalized."""

from datetime import UTC, date, datetime

import pytest

from billing_site.foundation.jobs import OPEN_WORK, Ring
from invoicing.queries.open_batches import claim_next_batch, find_open_runs
from tests.factories.invoicing import BillRunBatchFactory, BillRunFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 3, tzinfo=UTC)


def run_of(state, *batches, month=1):
    finalized_at = NOW if state == "FINALIZED" else None
    run = BillRunFactory(
        state=state,
        finalized_at=finalized_at,
        from_date=date(2026, month, 1),
        to_date=date(2026, month + 1, 1),
    )
    for number, batch_state in enumerate(batches, start=1):
        BillRunBatchFactory(bill_run=run, number=number, state=batch_state)
    return run


@pytest.mark.parametrize(
    ("state", "batches", "number"),
    [
        ("OPEN", ["DRAFTED", "OPEN", "OPEN"], 2),
        ("OPEN", ["DRAFTED", "DRAFTED"], None),
        ("DRAFTED", ["DRAFTED"], None),
        ("APPROVED", ["FINALIZED", "DRAFTED"], 2),
        ("APPROVED", ["FINALIZED"], None),
        ("APPROVED", ["OPEN"], None),
    ],
)
def test_claims_the_first_batch_that_waits(state, batches, number):
    batch = claim_next_batch(run_of(state, *batches).pk)
    assert (batch and batch.number) == number


def test_claims_no_batch_of_another_run():
    run_of("OPEN", "OPEN", month=1)
    assert claim_next_batch(run_of("OPEN", "DRAFTED", month=2).pk) is None


def test_rings_for_each_run_with_a_batch_that_waits():
    drafting = run_of("OPEN", "OPEN", "OPEN", "DRAFTED", month=1)
    run_of("DRAFTED", "DRAFTED", month=2)
    finalizing = run_of("APPROVED", "DRAFTED", "DRAFTED", month=3)
    run_of("FINALIZED", "FINALIZED", month=4)
    task = "invoicing.tasks.work_on_bill_run"
    assert list(find_open_runs(NOW)) == [
        Ring(task, {"bill_run_id": drafting.pk}),
        Ring(task, {"bill_run_id": finalizing.pk}),
    ]


def test_is_asked_every_minute():
    assert OPEN_WORK["bill runs"] is find_open_runs
