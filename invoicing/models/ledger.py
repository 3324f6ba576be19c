"""Append-only account history in double entry; a deferred trigger refuses what does not balance."""

from django.db import models
from django.db.models import F, Func, IntegerField
from django.db.models.lookups import Exact

from invoicing.models.accounts import Account
from invoicing.models.credit_notes import CreditNote
from invoicing.models.invoices import Invoice
from invoicing.models.payments import Payment, PaymentReversal

_CAUSES = ("invoice", "credit_note", "payment", "payment_reversal")


class LedgerTransaction(models.Model):
    """One posting; exactly one document is its cause, and a document is posted once."""

    posted_at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="ledger_transactions")
    invoice = models.OneToOneField(
        Invoice, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger_transaction"
    )
    credit_note = models.OneToOneField(
        CreditNote, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger_transaction"
    )
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger_transaction"
    )
    payment_reversal = models.OneToOneField(
        PaymentReversal, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger_transaction"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_transaction_has_one_cause",
                condition=Exact(
                    Func(*map(F, _CAUSES), function="num_nonnulls", output_field=IntegerField()), 1
                ),
            ),
        ]
        indexes = [models.Index(fields=["account", "posted_at"], name="ledger_by_account")]

    def __str__(self) -> str:
        return f"Posting {self.pk}"


class LedgerEntry(models.Model):
    """One side of a posting: debit positive, credit negative; the entries of a posting add up to zero."""

    class Book(models.TextChoices):
        RECEIVABLE = "RECEIVABLE", "receivable"
        REVENUE = "REVENUE", "revenue"
        TAX = "TAX", "tax payable"
        CASH = "CASH", "cash"

    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="entries")
    book = models.CharField(max_length=12, choices=Book)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        verbose_name_plural = "ledger entries"
        constraints = [
            models.UniqueConstraint(fields=["transaction", "book"], name="ledger_entry_once_per_book"),
        ]
