"""Where each reading came from, and the gate between deliveries and bill runs."""

from django.db import models
from django.db.models import F, Q

from billing_site.foundation.word_search import beginning_index
from metering.models.places import Utility


class PeriodGate(models.Model):
    """One row: the latest cut-off that a bill run has fixed; readings are received after it or before it."""

    as_of = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="period_gate_has_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"Cut-off {self.as_of:%Y-%m-%d %H:%M %Z}" if self.as_of else "No cut-off yet"


class ReadingBatch(models.Model):
    """Readings that arrived together: one file, one API payload, one estimation, one correction by hand.

    What was used between two readings of a dial is one too (RegisterSpan). `profile`: how a CSV was read, a
    LongCsvProfile as JSON; empty for what is no file.
    """

    class State(models.TextChoices):
        STORED = "STORED", "stored"
        WITHDRAWN = "WITHDRAWN", "withdrawn"

    class Origin(models.TextChoices):
        FILE = "FILE", "file"
        API = "API", "API request"
        ESTIMATION = "ESTIMATION", "estimation"
        EDIT = "EDIT", "correction"
        REGISTER = "REGISTER", "meter readings"

    utility = models.ForeignKey(Utility, on_delete=models.PROTECT, related_name="reading_batches")
    origin = models.CharField(max_length=12, choices=Origin)
    source_name = models.CharField(max_length=255)
    format = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the bytes received")
    profile = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.STORED)
    received_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reading_count = models.PositiveIntegerField(default=0)
    rejected_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "reading batches"
        constraints = [
            models.UniqueConstraint(
                fields=["utility", "content_hash"],
                condition=Q(state="STORED"),
                name="reading_batch_content_once_per_utility",
            ),
            models.CheckConstraint(
                name="reading_batch_withdrawn_has_instant",
                condition=Q(state="WITHDRAWN", withdrawn_at__gte=F("received_at"))
                | Q(state="STORED", withdrawn_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at"], name="reading_batch_by_receipt"),
            beginning_index("source_name", name="reading_batch_by_source"),
            models.Index(
                fields=["-withdrawn_at"],
                condition=Q(withdrawn_at__isnull=False),
                name="reading_batch_by_withdrawal",
            ),
        ]

    def __str__(self) -> str:
        return self.source_name


class RejectedRow(models.Model):
    """A row of a batch that could not be stored, and how to cure it."""

    batch = models.ForeignKey(ReadingBatch, on_delete=models.CASCADE, related_name="rejected_rows")
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=60)
    value = models.CharField(max_length=200, blank=True)
    message = models.CharField(max_length=300)
    cure = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"Row {self.row}: {self.message}"
