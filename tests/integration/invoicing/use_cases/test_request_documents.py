"""Documents asked for after the run was finalized without."""

import pytest
from django_q.models import OrmQ

from billing_site.foundation.jobs import Ring
from invoicing.models import DocumentBatch
from invoicing.queries.open_documents import find_runs_with_open_documents
from invoicing.use_cases.request_documents import request_documents
from tests.factories.invoicing import ISSUED_AT, finalized_invoice

pytestmark = pytest.mark.django_db
TASK = "invoicing.tasks.issue_documents"


@pytest.fixture
def run(settings):
    settings.DOCUMENTS_WHEN_FINALIZED = False
    return finalized_invoice().batch.bill_run


def rings():
    return [(row.task["func"], row.task["kwargs"]) for row in OrmQ.objects.all()]


def test_nothing_waits_where_documents_are_made_on_demand(run):
    assert (DocumentBatch.objects.count(), rings()) == (0, [])


def test_rings_for_every_batch_of_the_run_once(run):
    request_documents(bill_run=run)
    request_documents(bill_run=run)
    assert DocumentBatch.objects.get().batch.bill_run == run
    assert rings() == [(TASK, {"bill_run_id": run.pk})] * 2
    assert list(find_runs_with_open_documents(ISSUED_AT)) == [Ring(TASK, {"bill_run_id": run.pk})]


def test_asks_for_nothing_that_is_done(run):
    request_documents(bill_run=run)
    DocumentBatch.objects.update(finished_at=ISSUED_AT)
    OrmQ.objects.all().delete()
    request_documents(bill_run=run)
    assert rings() == []
    assert list(find_runs_with_open_documents(ISSUED_AT)) == []
