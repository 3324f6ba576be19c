"""Drafts that somebody has to look at before they are issued."""

from django.db import models
from django.db.models import Q

from invoicing.models.invoices import Invoice


class BillHold(models.Model):
    """A bill that was held, by a bill check or by hand, and who released it and why; open until then.

    A run is approved when none of its holds is open. Dropping a draft drops its holds.
    """

    class Code(models.TextChoices):
        NEGATIVE = "NEGATIVE", "negative total"
        HIGH = "HIGH", "high bill"
        LOW = "LOW", "low bill"
        ZERO_USAGE = "ZERO_USAGE", "no usage"
        PEAK = "PEAK", "new highest demand"
        ESTIMATED = "ESTIMATED", "many estimates"
        BY_HAND = "BY_HAND", "held by hand"

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="holds")
    code = models.CharField(max_length=12, choices=Code)
    reason = models.CharField(max_length=500)
    held_at = models.DateTimeField()
    held_by = models.TextField(help_text="as the audit trail names them")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.TextField(blank=True)
    release_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(released_at=None), name="bill_hold_one_open_per_invoice"
            ),
            models.CheckConstraint(
                name="bill_hold_says_who_and_why", condition=~Q(reason="") & ~Q(held_by="")
            ),
            models.CheckConstraint(
                name="bill_hold_release_says_who_and_why",
                condition=Q(released_at=None, released_by="", release_note="")
                | (Q(released_at__isnull=False) & ~Q(released_by="") & ~Q(release_note="")),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(released_at=None), name="bill_hold_open"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.reason}"
