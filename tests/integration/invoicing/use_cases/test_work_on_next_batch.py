"""One batch at a time, by one worker each, and nothing lost when one dies."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection, transaction

from invoicing.models import BillRunBatch, Invoice
from invoicing.use_cases import work_on_next_batch as module
from invoicing.use_cases.approve_bill_run import approve_bill_run
from invoicing.use_cases.work_on_next_batch import UnableToWorkOnBatch, work_on_next_batch
from tests.factories.billing import drafted_run, started_run, supplied_account
from tests.factories.invoicing import ISSUE_DATE

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 3, 9, tzinfo=UTC)


def started(batches=2):
    for _ in range(batches):
        supplied_account()
    return started_run(accounts_per_batch=1)


def work(run, **kwargs):
    return work_on_next_batch(bill_run_id=run.pk, at=AT, **kwargs)


def states(run):
    return list(run.batches.order_by("number").values_list("state", flat=True))


def test_drafts_the_batches_in_order_and_then_finds_none():
    run = started()
    assert work(run).number == 1
    assert states(run) == ["DRAFTED", "OPEN"]
    assert work(run).number == 2
    assert work(run) is None
    assert Invoice.objects.count() == 2


def test_finalizes_the_batches_of_an_approved_run():
    for _ in range(2):
        supplied_account()
    run = drafted_run(accounts_per_batch=1)
    assert work(run) is None
    approve_bill_run(bill_run=run, issue_date=ISSUE_DATE, approved_at=AT, actor=None)
    assert [work(run).number, work(run).number, work(run)] == [1, 2, None]
    run.refresh_from_db()
    assert (run.state, run.finalized_at) == ("FINALIZED", AT)
    assert list(Invoice.objects.order_by("pk").values_list("number", "issue_date")) == [
        ("INV-2026-000001", ISSUE_DATE),
        ("INV-2026-000002", ISSUE_DATE),
    ]


def test_passes_over_batches_that_are_excepted():
    run = started()
    first = run.batches.get(number=1)
    assert work(run, except_for={first.pk}).number == 2
    assert work(run, except_for={first.pk}) is None


def test_leaves_a_batch_that_fails_as_it_was_and_names_it(monkeypatch):
    run = started()

    def broken(*, batch_id, drafted_at):
        Invoice.objects.all().delete()
        raise RuntimeError("disk full")

    monkeypatch.setattr(module, "bill_batch", broken)
    with pytest.raises(UnableToWorkOnBatch) as caught:
        work(run)
    assert caught.value.batch_id == run.batches.get(number=1).pk
    assert isinstance(caught.value.__cause__, RuntimeError)
    assert states(run) == ["OPEN", "OPEN"]


def test_lets_trouble_with_the_connection_rise(monkeypatch):
    run = started()

    def broken(*, batch_id, drafted_at):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(module, "bill_batch", broken)
    with pytest.raises(OperationalError):
        work(run)


@pytest.mark.django_db(transaction=True)
def test_skips_a_batch_that_somebody_has():
    run = started()
    done = []

    def other_worker():
        try:
            done.append(work(run).number)
            done.append(work(run))
        finally:
            connection.close()

    with transaction.atomic():
        BillRunBatch.objects.select_for_update().get(bill_run=run, number=1)
        thread = threading.Thread(target=other_worker)
        thread.start()
        thread.join(20)
    assert done == [2, None]
    assert work(run).number == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_bill_every_account_once_and_finish_the_run():
    run = started(batches=8)
    failures = []

    def worker():
        try:
            while work(run) is not None:
                pass
        except BaseException as error:
            failures.append(error)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    run.refresh_from_db()
    assert not failures
    assert run.state == "DRAFTED"
    assert Invoice.objects.count() == len(set(Invoice.objects.values_list("account", flat=True))) == 8
