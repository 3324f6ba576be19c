"""Drafts become final: numbered, posted, frozen, announced."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from billing_site.foundation.models import AuditEntry, OutboxEvent
from invoicing.models import BillRun, Invoice, InvoiceNumberSequence, LedgerEntry
from invoicing.use_cases.finalize_batch import UnableToFinalizeBatch, finalize_batch
from tests.factories.invoicing import (
    ISSUE_DATE,
    ISSUED_AT,
    BillRunBatchFactory,
    BillRunFactory,
    InvoiceFactory,
    finalized_invoice,
)

pytestmark = pytest.mark.django_db


def finalize(batch):
    return finalize_batch(batch_id=batch.pk, issued_at=ISSUED_AT)


def batch_of(count):
    batch = BillRunBatchFactory()
    return batch, [InvoiceFactory(batch=batch) for _ in range(count)]


def test_numbers_drafts_in_the_order_of_their_ids():
    batch, drafts = batch_of(3)
    assert finalize(batch) == 3
    assert list(Invoice.objects.order_by("pk").values_list("pk", "number", "state")) == [
        (drafts[0].pk, "INV-2026-000001", "FINALIZED"),
        (drafts[1].pk, "INV-2026-000002", "FINALIZED"),
        (drafts[2].pk, "INV-2026-000003", "FINALIZED"),
    ]


def test_gives_them_the_date_of_the_run_and_what_is_due_when():
    batch, (draft,) = batch_of(1)
    finalize_batch(batch_id=batch.pk, issued_at=ISSUED_AT + timedelta(days=1))  # midnight has passed
    draft.refresh_from_db()
    assert (draft.issue_date, draft.due_date, draft.year) == (ISSUE_DATE, date(2026, 2, 17), 2026)


def test_keeps_the_parties_as_they_were():
    batch, (draft,) = batch_of(1)
    customer = draft.account.customer
    finalize(batch)
    customer.name = "Another name"
    customer.save()
    draft.refresh_from_db()
    assert draft.parties["customer"]["name"] != "Another name"
    assert draft.parties["customer"]["number"] == customer.number
    assert draft.parties["account"] == {"number": draft.account.number, "language": "en"}
    assert draft.parties["seller"]["name"] == "Sunstone Energy & Utilities"
    (place,) = draft.parties["service_points"]
    assert (place["plan"], place["zone"]) == ({"code": "HOME", "name": "Home"}, "Europe/London")


def test_posts_what_is_owed_earned_and_due_to_the_tax_office():
    batch, (draft,) = batch_of(1)
    finalize(batch)
    posting = draft.ledger_transaction
    assert (posting.account, posting.posted_at) == (draft.account, ISSUED_AT)
    assert sorted(posting.entries.values_list("book", "currency", "amount")) == [
        ("RECEIVABLE", "GBP", Decimal("151.57")),
        ("REVENUE", "GBP", Decimal("-126.31")),
        ("TAX", "GBP", Decimal("-25.26")),
    ]


def test_posts_no_tax_where_there_is_none():
    InvoiceFactory(with_lines=False, net=0, tax=0, total=0, batch=(batch := BillRunBatchFactory()))
    finalize(batch)
    assert sorted(LedgerEntry.objects.values_list("book", "amount")) == [("RECEIVABLE", 0), ("REVENUE", 0)]


def test_tells_others_of_each_invoice_and_the_audit_trail_of_the_batch():
    batch, (first, _) = batch_of(2)
    finalize(batch)
    event = OutboxEvent.objects.order_by("sequence").first()
    assert (event.kind, event.subject_type, event.subject_id) == (
        "invoice.finalized",
        "invoicing.invoice",
        str(first.pk),
    )
    assert event.payload == {
        "number": "INV-2026-000001",
        "account": first.account.number,
        "currency": "GBP",
        "total": "151.57",
        "due_date": "2026-02-17",
    }
    assert OutboxEvent.objects.count() == 2
    entry = AuditEntry.objects.get(subject_type="invoicing.billrunbatch")
    assert entry.details == {"invoices": 2, "first": "INV-2026-000001", "last": "INV-2026-000002"}


def test_finalizes_the_run_with_its_last_batch():
    run = BillRunFactory()
    first, second = BillRunBatchFactory(bill_run=run), BillRunBatchFactory(bill_run=run)
    finalize(first)
    run.refresh_from_db()
    assert (run.state, run.finalized_at) == ("APPROVED", None)
    finalize(second)
    run.refresh_from_db()
    assert (run.state, run.finalized_at) == ("FINALIZED", ISSUED_AT)


def test_changes_nothing_the_second_time():
    batch, _ = batch_of(2)
    assert [finalize(batch), finalize(batch)] == [2, 0]
    assert InvoiceNumberSequence.objects.get().last_number == 2
    assert OutboxEvent.objects.count() == 2


def test_a_batch_of_nobody_takes_no_number():
    assert finalize(BillRunBatchFactory()) == 0
    assert not InvoiceNumberSequence.objects.exists()


@pytest.mark.parametrize(
    ("run", "batch", "reason"),
    [
        ("DRAFTED", "DRAFTED", "is not approved"),
        ("OPEN", "OPEN", "is not approved"),
        ("APPROVED", "OPEN", "is not drafted"),
    ],
)
def test_refuses_what_is_not_approved_or_not_drafted(run, batch, reason):
    row = BillRunBatchFactory(bill_run=BillRunFactory(state=run), state=batch)
    with pytest.raises(UnableToFinalizeBatch, match=reason):
        finalize(row)


def test_refuses_a_date_before_the_last_invoice_and_keeps_the_drafts():
    finalized_invoice()
    run = BillRunFactory(from_date=date(2026, 2, 1), to_date=date(2026, 3, 1), issue_date=date(2026, 2, 2))
    batch = BillRunBatchFactory(bill_run=run)
    draft = InvoiceFactory(batch=batch, from_date=run.from_date, to_date=run.to_date)
    with pytest.raises(UnableToFinalizeBatch, match="take a later issue date"):
        finalize(batch)
    draft.refresh_from_db()
    assert (draft.state, LedgerEntry.objects.filter(transaction__invoice=draft).exists()) == ("DRAFT", False)


def test_asks_the_same_number_of_questions_for_any_number_of_invoices(django_assert_num_queries):
    one, _ = batch_of(1)
    many, _ = batch_of(7)
    with django_assert_num_queries(19):
        finalize(one)
    with django_assert_num_queries(24):  # and the end of the run: its audit entry, rings for documents
        finalize(many)


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_when_a_transaction_is_rolled_back():
    first, _ = batch_of(2)
    second, (draft,) = batch_of(1)
    with transaction.atomic():
        finalize(first)
        transaction.set_rollback(True)
    assert InvoiceNumberSequence.objects.count() == 0
    finalize(second)
    finalize(first)
    draft.refresh_from_db()
    assert draft.number == "INV-2026-000001"
    assert sorted(Invoice.objects.values_list("sequence_number", flat=True)) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_two_workers_give_every_number_once():
    batches = [batch_of(3)[0] for _ in range(4)]
    barrier, failures = threading.Barrier(2), []

    def worker(own):
        try:
            barrier.wait()
            for batch in own:
                finalize(batch)
        except BaseException as error:
            failures.append(error)
            raise
        finally:
            connection.close()

    # Both try all batches: whoever comes second to one finds it finalized.
    threads = [threading.Thread(target=worker, args=[own]) for own in (batches, batches[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert sorted(Invoice.objects.values_list("sequence_number", flat=True)) == list(range(1, 13))
    assert InvoiceNumberSequence.objects.get().last_number == 12
    assert BillRun.objects.get().state == "FINALIZED"
