"""Money that came in, what it settles, and what of it went back; frozen by the database (migration 0004)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from billing_site.foundation.word_search import beginning_index
from invoicing.models.accounts import Account
from invoicing.models.invoices import Invoice


class Payment(models.Model):
    """Money received for an account. Never changed: one that bounces gets a reversal."""

    class Source(models.TextChoices):
        BANK = "BANK", "bank transfer"
        CARD = "CARD", "card"
        CASH = "CASH", "cash"
        DIRECT_DEBIT = "DIRECT_DEBIT", "direct debit"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="payments")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    received_date = models.DateField(help_text="the day the money counts from, as the bank says")
    source = models.CharField(max_length=12, choices=Source)
    reference = models.CharField(
        max_length=100, help_text="the bank's transaction number, or that of the receipt"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_is_more_than_nothing", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="payment_has_reference", condition=~Q(reference="")),
            models.UniqueConstraint(fields=["source", "reference"], name="payment_once_per_source_reference"),
        ]
        indexes = [
            models.Index(fields=["account", "-received_date"], name="payment_by_account"),
            beginning_index("reference", name="payment_by_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.reference}"


class PaymentReversal(models.Model):
    """A payment that did not last: it bounced, was charged back, or was recorded by mistake."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="reversal")
    reversal_date = models.DateField()
    reason = models.CharField(max_length=300)
    reversed_at = models.DateTimeField()
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_reversal_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Reversal of {self.payment}"


class PaymentAllocation(models.Model):
    """What a payment settles of an invoice, until it is released: by a reversal, or by the invoice's credit note."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="allocations")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payment_allocations")
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    allocated_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_allocation_is_more_than_nothing", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.payment} for {self.invoice}"
