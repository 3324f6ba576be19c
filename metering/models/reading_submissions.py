"""Readings that a program sent, from the request to the batch that it became."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from billing_site.foundation.models import ApiKey
from metering.models.places import Utility
from metering.models.reading_batches import ReadingBatch


def new_reference() -> str:
    """A name for the outside, which tells nothing of how many others there are."""
    return f"rb_{secrets.token_hex(16)}"


class ReadingSubmission(models.Model):
    """One request with readings. RECEIVED, it waits for a worker; REFUSED, nothing of it was stored.

    `series_count` tells which rows of its batch are series: the first so many. `problems`: the first rows that
    were refused with all the others, each with `row`, `field`, `value`, `message` and `cure`.
    """

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", "received"
        STORED = "STORED", "stored"
        REFUSED = "REFUSED", "refused"

    reference = models.CharField(max_length=35, default=new_reference)
    utility = models.ForeignKey(Utility, on_delete=models.PROTECT, related_name="reading_submissions")
    api_key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="reading_submissions")
    request_id = models.CharField(max_length=64)
    media_type = models.CharField(max_length=30)
    accepts_partial = models.BooleanField()
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the unpacked body")
    size_bytes = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    batch = models.ForeignKey(
        ReadingBatch, on_delete=models.PROTECT, null=True, related_name="reading_submissions"
    )
    series_count = models.PositiveIntegerField(default=0)
    duplicate_count = models.PositiveIntegerField(default=0)
    day_count = models.PositiveIntegerField(default=0)
    finding_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    rejected_count = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="reading_submission_one_per_reference"),
            models.UniqueConstraint(
                fields=["utility", "content_hash"],
                condition=Q(state="RECEIVED"),
                name="reading_submission_content_once_while_waiting",
            ),
            models.CheckConstraint(
                name="reading_submission_stored_has_batch",
                condition=Q(state="STORED", batch__isnull=False, finished_at__isnull=False)
                | Q(state="REFUSED", batch=None, finished_at__isnull=False)
                | Q(state="RECEIVED", batch=None, finished_at=None),
            ),
        ]
        indexes = [models.Index(fields=["utility", "-id"], name="reading_submission_by_utility")]

    def __str__(self) -> str:
        return self.reference
