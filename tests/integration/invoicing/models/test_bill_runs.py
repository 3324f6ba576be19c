"""What the database refuses to do to bill runs and their batches."""

from datetime import UTC, date, datetime

import pytest

from invoicing.models import BillRun, BillRunBatch, BillRunException
from tests.factories.invoicing import (
    AccountFactory,
    BillRunBatchFactory,
    BillRunFactory,
    finalized_invoice,
)
from tests.integration.invoicing.models.refusals import refusal, ways_to_change, ways_to_delete

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"to_date": date(2026, 1, 1)}, "bill_run_ends_after_it_starts"),
        ({"state": "FINALIZED"}, "bill_run_finalized_has_instant"),
        ({"finalized_at": AT}, "bill_run_finalized_has_instant"),
        ({"issue_date": None}, "bill_run_approved_has_issue_date"),
        ({"state": "DRAFTED"}, "bill_run_approved_has_issue_date"),
        ({"state": "OPEN"}, "bill_run_approved_has_issue_date"),
    ],
)
def test_a_run_does_not_contradict_itself(facts, constraint):
    run = BillRunFactory()
    assert constraint in refusal(lambda: BillRun.objects.filter(pk=run.pk).update(**facts))


def test_a_cycle_is_billed_once_for_a_period():
    run = BillRunFactory()
    run.pk = None
    assert "bill_run_once_per_cycle_and_period" in refusal(run.save)


def test_a_finalized_run_stays_as_it_is():
    run = finalized_invoice().batch.bill_run
    assert BillRun.objects.get().state == "FINALIZED"
    for change in ways_to_change(run, "as_of", AT):
        assert "This bill run is finalized: it can be neither changed nor deleted." in refusal(change)
    assert "This bill run is finalized" in refusal(ways_to_delete(run)[2])


def test_a_finalized_batch_stays_as_it_is():
    batch = finalized_invoice().batch
    for change in ways_to_change(batch, "state", "OPEN"):
        assert "This batch of a bill run is finalized" in refusal(change)
    assert "This batch of a bill run is finalized" in refusal(ways_to_delete(batch)[2])


def test_a_batch_is_a_range_with_a_number_of_its_own():
    batch = BillRunBatchFactory()
    assert "bill_run_batch_range_in_order" in refusal(
        lambda: BillRunBatch.objects.filter(pk=batch.pk).update(first_account_id=5, last_account_id=4)
    )
    batch.pk = None
    assert "bill_run_batch_number_once" in refusal(batch.save)


def test_an_account_has_one_exception_per_batch():
    facts = {
        "batch": BillRunBatchFactory(),
        "account": AccountFactory(),
        "code": "NO_READINGS",
        "reason": "x",
    }
    BillRunException.objects.create(**facts)
    assert "bill_run_exception_once_per_account" in refusal(lambda: BillRunException.objects.create(**facts))
