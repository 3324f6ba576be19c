"""Documents as they were issued, and what of them is still to be made."""

from django.db import models
from django.db.models import F, Func, Q

from invoicing.models.bill_runs import BillRunBatch
from invoicing.models.invoices import Invoice


class Sha256Hex(Func):
    """The SHA-256 of bytes as 64 lower-case digits, computed by PostgreSQL."""

    template = "encode(sha256(%(expressions)s), 'hex')"
    output_field = models.CharField()


class IssuedDocument(models.Model):
    """The PDF of a finalized invoice, byte for byte; written once, and never changed (migration 0006)."""

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="document")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    rendered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="issued_document_sha256_is_of_its_content",
                condition=Q(sha256=Sha256Hex(F("content"))),
            ),
        ]

    def __str__(self) -> str:
        return f"document of {self.invoice_id}"


class DocumentBatch(models.Model):
    """The documents of a finalized batch, to be made when its run is done; claimed by locking its row.

    Those up to `last_invoice_id` were made, but for `failed_count`, which are made when they are asked for.
    """

    batch = models.OneToOneField(BillRunBatch, on_delete=models.PROTECT, related_name="documents")
    last_invoice_id = models.BigIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "document batches"
        indexes = [models.Index(fields=["batch"], condition=Q(finished_at=None), name="document_batch_open")]

    def __str__(self) -> str:
        return f"documents of {self.batch}"
