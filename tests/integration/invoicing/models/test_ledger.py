"""What the database refuses to do to the ledger."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from invoicing.models import LedgerEntry, LedgerTransaction
from tests.factories.invoicing import ISSUED_AT, InvoiceFactory, finalized_invoice
from tests.integration.invoicing.models.refusals import refusal, sql, ways_to_change, ways_to_delete

pytestmark = pytest.mark.django_db


def posting(invoice, **entries):
    """Post amounts to books, in the caller's transaction."""
    row = LedgerTransaction.objects.create(posted_at=ISSUED_AT, account=invoice.account, invoice=invoice)
    for book, amount in entries.items():
        LedgerEntry.objects.create(transaction=row, book=book, currency="GBP", amount=Decimal(amount))
    return row


@pytest.mark.django_db(transaction=True)
def test_an_unbalanced_posting_is_refused_at_commit():
    invoice, written = InvoiceFactory(), []

    def post():
        with transaction.atomic():
            posting(invoice, RECEIVABLE="10.00", REVENUE="-9.99")
            written.append(LedgerEntry.objects.count())  # only at commit must it balance

    with pytest.raises(IntegrityError, match=r"its GBP entries add up to 0\.0100, not to zero"):
        post()
    assert written == [2]
    assert not LedgerTransaction.objects.exists()


def test_a_balanced_posting_passes():
    posting(InvoiceFactory(), RECEIVABLE="10.00", REVENUE="-8.00", TAX="-2.00")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_posting_balances_in_each_currency():
    invoice = InvoiceFactory()

    def post():
        row = posting(invoice, RECEIVABLE="10.00")
        LedgerEntry.objects.create(transaction=row, book="REVENUE", currency="EUR", amount=Decimal(-10))

    assert "does not balance" in refusal(post)


@pytest.mark.parametrize("entries", [{}, {"RECEIVABLE": "0"}])
def test_a_posting_has_two_sides(entries):
    invoice = InvoiceFactory()
    assert "of the at least two entries that a posting needs" in refusal(lambda: posting(invoice, **entries))


def test_an_entry_added_later_must_balance_too():
    row = finalized_invoice().ledger_transaction
    row.entries.filter(book="TAX").get()
    assert "does not balance" in refusal(
        sql(
            "INSERT INTO invoicing_ledgerentry (transaction_id, book, currency, amount)"
            " VALUES (%s, 'OTHER', 'GBP', 1)",
            row.pk,
        )
    )


def test_an_entry_is_written_once():
    entry = finalized_invoice().ledger_transaction.entries.get(book="TAX")
    for change in ways_to_change(entry, "amount", Decimal(5)):
        assert "The ledger is written once: an entry can be neither changed nor deleted." in refusal(change)
    for delete in ways_to_delete(entry):
        assert "The ledger is written once" in refusal(delete)


def test_a_transaction_is_written_once():
    row = finalized_invoice().ledger_transaction
    for change in ways_to_change(row, "posted_at", ISSUED_AT.replace(year=2030)):
        assert "The ledger is written once: a transaction" in refusal(change)
    assert "The ledger is written once: a transaction" in refusal(ways_to_delete(row)[2])


def test_a_document_is_posted_once():
    invoice = finalized_invoice()
    assert "invoice_id" in refusal(lambda: posting(invoice, RECEIVABLE="1", REVENUE="-1"))


def test_a_posting_has_one_cause():
    account = InvoiceFactory().account
    assert "ledger_transaction_has_one_cause" in refusal(
        lambda: LedgerTransaction.objects.create(posted_at=ISSUED_AT, account=account)
    )


def test_each_book_has_one_entry_per_posting():
    row = finalized_invoice().ledger_transaction
    assert "ledger_entry_once_per_book" in refusal(
        lambda: LedgerEntry.objects.create(transaction=row, book="TAX", currency="GBP", amount=0)
    )
