"""What a worker does when the bell rings."""

import pytest
from django.db import OperationalError
from django_q.models import OrmQ

from invoicing import tasks
from invoicing.models import Invoice, IssuedDocument
from invoicing.use_cases import work_on_next_batch as next_batch
from invoicing.use_cases.approve_bill_run import approve_bill_run
from invoicing.use_cases.work_on_next_batch import UnableToWorkOnBatch
from tests.factories.billing import STARTED_AT, started_run, supplied_account
from tests.factories.invoicing import ISSUE_DATE

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    """A run of three accounts, each a batch of its own; its rings are answered."""
    for _ in range(3):
        supplied_account()
    run = started_run(accounts_per_batch=1)
    OrmQ.objects.all().delete()
    return run


def rings():
    return [(row.task["func"], row.task["kwargs"]) for row in OrmQ.objects.all()]


def state_of(run):
    run.refresh_from_db()
    return run.state


def test_drafts_all_batches_and_then_finalizes_them(run):
    tasks.work_on_bill_run(bill_run_id=run.pk)
    assert state_of(run) == "DRAFTED"
    approve_bill_run(bill_run=run, issue_date=ISSUE_DATE, approved_at=STARTED_AT, actor=None)
    tasks.work_on_bill_run(bill_run_id=run.pk)
    assert state_of(run) == "FINALIZED"
    assert Invoice.objects.filter(state="FINALIZED", issue_date=ISSUE_DATE).count() == 3


def test_does_not_mind_being_called_once_too_often_or_with_more_than_it_knows(run):
    tasks.work_on_bill_run(bill_run_id=run.pk)
    tasks.work_on_bill_run(bill_run_id=run.pk, priority=3)
    tasks.work_on_bill_run(bill_run_id=0)
    assert Invoice.objects.count() == 3
    assert rings() == []


def test_leaves_the_rest_to_another_call_when_its_time_is_up(run, monkeypatch):
    clock = iter([0.0, 19.9, 20.1])
    monkeypatch.setattr(tasks.time, "monotonic", lambda: next(clock))
    tasks.work_on_bill_run(bill_run_id=run.pk)
    assert Invoice.objects.count() == 1
    assert rings() == [("invoicing.tasks.work_on_bill_run", {"bill_run_id": run.pk})]
    assert state_of(run) == "OPEN"


def test_goes_on_after_a_batch_that_fails_and_says_so_at_the_end(run, monkeypatch, caplog):
    second = run.batches.get(number=2).pk
    original = next_batch.bill_batch

    def sometimes_broken(*, batch_id, drafted_at):
        if batch_id == second:
            raise ZeroDivisionError("oops")
        return original(batch_id=batch_id, drafted_at=drafted_at)

    with monkeypatch.context() as patch:
        patch.setattr(next_batch, "bill_batch", sometimes_broken)
        with pytest.raises(UnableToWorkOnBatch, match=f"batch {second} could neither"):
            tasks.work_on_bill_run(bill_run_id=run.pk)
    assert "a batch of a bill run failed" in caplog.text
    assert list(run.batches.order_by("number").values_list("state", flat=True)) == [
        "DRAFTED",
        "OPEN",
        "DRAFTED",
    ]
    tasks.work_on_bill_run(bill_run_id=run.pk)  # rung again a minute later
    assert state_of(run) == "DRAFTED"


def test_gives_up_at_once_when_the_database_is_away(run, monkeypatch):
    calls = []

    def broken(*, batch_id, drafted_at):
        calls.append(batch_id)
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(next_batch, "bill_batch", broken)
    with pytest.raises(OperationalError):
        tasks.work_on_bill_run(bill_run_id=run.pk)
    assert len(calls) == 1


TASK = "invoicing.tasks.issue_documents"


@pytest.fixture
def finalized(run):
    """The run with its three invoices; the bell for their documents has been rung."""
    tasks.work_on_bill_run(bill_run_id=run.pk)
    approve_bill_run(bill_run=run, issue_date=ISSUE_DATE, approved_at=STARTED_AT, actor=None)
    OrmQ.objects.all().delete()
    tasks.work_on_bill_run(bill_run_id=run.pk)
    return run


def test_rings_for_the_documents_when_the_last_batch_is_finalized(finalized):
    assert rings() == [(TASK, {"bill_run_id": finalized.pk})] * 2


def test_makes_all_documents_once_however_often_it_is_called(finalized):
    OrmQ.objects.all().delete()
    tasks.issue_documents(bill_run_id=finalized.pk)
    made = set(IssuedDocument.objects.values_list("invoice", "pk", "sha256"))
    assert {invoice for invoice, *_ in made} == set(Invoice.objects.values_list("pk", flat=True))
    tasks.issue_documents(bill_run_id=finalized.pk, priority=3)
    tasks.issue_documents(bill_run_id=0)
    assert set(IssuedDocument.objects.values_list("invoice", "pk", "sha256")) == made
    assert rings() == []


def test_leaves_the_rest_of_the_documents_to_another_call(finalized, monkeypatch):
    OrmQ.objects.all().delete()
    clock = iter([0.0, 19.9, 20.1])
    monkeypatch.setattr(tasks.time, "monotonic", lambda: next(clock))
    tasks.issue_documents(bill_run_id=finalized.pk)
    assert IssuedDocument.objects.count() == 1
    assert rings() == [(TASK, {"bill_run_id": finalized.pk})]
