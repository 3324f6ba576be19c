"""An invoice is taken back, all of it, once."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from billing_site.foundation.models import AuditEntry, OutboxEvent
from invoicing.models import BilledPeriod, CreditNote, LedgerEntry
from invoicing.use_cases.issue_credit_note import UnableToIssueCreditNote, issue_credit_note
from tests.factories.invoicing import InvoiceFactory, finalized_invoice

pytestmark = pytest.mark.django_db
CREDITED_AT = datetime(2026, 2, 10, 9, tzinfo=UTC)
CREDIT_DATE = date(2026, 2, 10)


def credit(invoice, reason="wrong meter", issue_date=CREDIT_DATE):
    return issue_credit_note(
        invoice=invoice, reason=reason, issued_at=CREDITED_AT, issue_date=issue_date, actor="clerk"
    )


def test_has_the_amounts_of_the_invoice_line_by_line():
    invoice = finalized_invoice()
    note = credit(invoice, "  wrong meter ")
    assert (note.number, note.issue_date, note.reason) == ("CN-2026-000001", CREDIT_DATE, "wrong meter")
    assert (note.net, note.tax, note.total) == (Decimal("126.31"), Decimal("25.26"), Decimal("151.57"))
    lines = note.lines.order_by("invoice_line__position")
    assert list(lines.values_list("amount", "tax_amount")) == list(
        invoice.lines.order_by("position").values_list("amount", "tax_amount")
    )
    assert lines.count() == 3


def test_leaves_the_invoice_as_it_is():
    invoice = finalized_invoice()
    credit(invoice)
    number = invoice.number
    invoice.refresh_from_db()
    assert (invoice.state, invoice.number, invoice.total) == ("FINALIZED", number, Decimal("151.57"))


def test_posts_the_reverse():
    invoice = finalized_invoice()
    note = credit(invoice)
    assert sorted(note.ledger_transaction.entries.values_list("book", "amount")) == [
        ("RECEIVABLE", Decimal("-151.57")),
        ("REVENUE", Decimal("126.31")),
        ("TAX", Decimal("25.26")),
    ]
    assert note.ledger_transaction.account == invoice.account
    assert sum(LedgerEntry.objects.filter(book="RECEIVABLE").values_list("amount", flat=True)) == 0


def test_frees_the_days_so_that_they_can_be_billed_again():
    invoice = finalized_invoice()
    credit(invoice)
    claim = invoice.billed_periods.get()
    assert claim.released_at == CREDITED_AT
    again = InvoiceFactory(with_lines=False, account=invoice.account)
    BilledPeriod.objects.create(
        invoice=again,
        subscription=claim.subscription,
        charge_group="main",
        from_date=claim.from_date,
        to_date=claim.to_date,
    )


def test_tells_others_and_the_audit_trail():
    invoice = finalized_invoice()
    note = credit(invoice)
    event = OutboxEvent.objects.get(kind="credit_note.issued")
    assert event.subject_id == str(note.pk)
    assert event.payload == {
        "number": "CN-2026-000001",
        "invoice": "INV-2026-000001",
        "account": invoice.account.number,
        "currency": "GBP",
        "total": "151.57",
    }
    entry = AuditEntry.objects.get(action="CREDITED")
    assert (entry.subject_id, entry.actor_label) == (str(invoice.pk), "clerk")
    assert entry.details == {"credit_note": "CN-2026-000001", "reason": "wrong meter"}


def test_refuses_a_draft():
    with pytest.raises(UnableToIssueCreditNote, match="this invoice is a draft: cancel it instead"):
        credit(InvoiceFactory())


def test_refuses_a_second_credit_note():
    invoice = finalized_invoice()
    credit(invoice)
    with pytest.raises(UnableToIssueCreditNote, match="credited already, by credit note CN-2026-000001"):
        credit(invoice)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_refuses_to_give_no_reason(reason):
    with pytest.raises(UnableToIssueCreditNote, match="needs a reason"):
        credit(finalized_invoice(), reason)


def test_refuses_a_date_before_the_invoice():
    with pytest.raises(UnableToIssueCreditNote, match="is dated 2026-02-03: its credit note cannot be dated"):
        credit(finalized_invoice(), issue_date=date(2026, 2, 2))


def test_refuses_a_date_before_the_last_credit_note():
    first = InvoiceFactory()
    second = finalized_invoice(batch=first.batch)
    first.refresh_from_db()
    credit(first)
    with pytest.raises(UnableToIssueCreditNote, match="take a later issue date"):
        credit(second, issue_date=date(2026, 2, 9))
    assert CreditNote.objects.count() == 1
    assert second.billed_periods.get().released_at is None


@pytest.mark.django_db(transaction=True)
def test_is_issued_once_when_it_is_asked_for_twice_at_once():
    invoice = finalized_invoice()
    barrier, outcomes = threading.Barrier(2), []

    def ask():
        try:
            barrier.wait()
            outcomes.append(credit(invoice).number)
        except UnableToIssueCreditNote as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["CN-2026-000001", "UnableToIssueCreditNote"]
