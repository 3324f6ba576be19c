"""What a subscription's part of a bill was rated with, frozen with the bill (migration 0009)."""

from django.db import models

from invoicing.models.invoices import Invoice
from invoicing.models.subscriptions import Subscription


class BilledBasis(models.Model):
    """What was carried over, contracted and agreed when it was rated, and what it leaves to the next bill.

    `basis` is a RatingBasis as JSON, `carried` a state for each code of charge or adjustment; numbers are
    text. A part that had and left nothing has no row.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="bases")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="billed_bases")
    basis = models.JSONField(default=dict)
    carried = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "billed bases"
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "subscription"], name="billed_basis_once_per_invoice_and_subscription"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.subscription}"
