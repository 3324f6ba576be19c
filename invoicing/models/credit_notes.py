"""Documents that reverse a finalized invoice."""

from django.db import models
from django.db.models import F, Q

from invoicing.models.invoices import Invoice, InvoiceLine


class CreditNote(models.Model):
    """Reverses a finalized invoice; born final, with a number of its own series. Amounts are positive."""

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="credit_note")
    series = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    sequence_number = models.PositiveBigIntegerField()
    number = models.CharField(max_length=30, unique=True)
    issue_date = models.DateField()
    reason = models.CharField(max_length=300)
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=18, decimal_places=4)
    tax = models.DecimalField(max_digits=18, decimal_places=4)
    total = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year", "sequence_number"], name="credit_note_sequence_number_once"
            ),
            models.CheckConstraint(
                name="credit_note_total_is_net_plus_tax", condition=Q(total=F("net") + F("tax"))
            ),
            models.CheckConstraint(name="credit_note_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.number


class CreditNoteLine(models.Model):
    """What is taken back of one invoice line."""

    credit_note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, related_name="lines")
    invoice_line = models.ForeignKey(InvoiceLine, on_delete=models.PROTECT, related_name="credit_note_lines")
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    tax_amount = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["credit_note", "invoice_line"], name="credit_note_line_once"),
        ]
