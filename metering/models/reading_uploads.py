"""Files that people send by hand, from their arrival to the batch they became or the bin."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from billing_site.foundation.word_search import beginning_index
from metering.models.places import Utility
from metering.models.reading_batches import ReadingBatch


class ReadingUpload(models.Model):
    """One file of one utility. Nothing of it counts until somebody who has seen the check commits it.

    RECEIVED, COMMITTING and WITHDRAWING wait for a worker; CHECKED and REFUSED for a person.

    `profile`: a LongCsvProfile as JSON. `check_result`: what the check found (see queries/upload_json);
    `problems`: the first rows that cannot be taken, each with `row`, `field`, `value`, `message`, `cure`
    and `reading_count`; `refused_channels`: the channels of which readings were refused (see queries/upload_json).
    """

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", "being checked"
        CHECKED = "CHECKED", "to be decided"
        REFUSED = "REFUSED", "refused"
        COMMITTING = "COMMITTING", "being stored"
        COMMITTED = "COMMITTED", "stored"
        WITHDRAWING = "WITHDRAWING", "being undone"
        WITHDRAWN = "WITHDRAWN", "undone"
        CANCELLED = "CANCELLED", "cancelled"

    AT_WORK = (State.RECEIVED, State.COMMITTING, State.WITHDRAWING)
    UNDECIDED = (State.RECEIVED, State.CHECKED, State.REFUSED, State.COMMITTING)

    utility = models.ForeignKey(Utility, on_delete=models.PROTECT, related_name="reading_uploads")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reading_uploads"
    )
    file_name = models.CharField(max_length=255)
    size_bytes = models.PositiveBigIntegerField()
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the bytes received")
    profile = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    accepts_partial = models.BooleanField(default=False)
    format = models.CharField(max_length=20, blank=True)
    reading_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    same_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    kept_count = models.PositiveIntegerField(
        default=0, help_text="Readings that differ from a stored one of better quality, which stays."
    )
    rejected_count = models.PositiveIntegerField(default=0)
    check_result = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    refused_channels = models.JSONField(default=list)
    trouble = models.TextField(blank=True, help_text="Why the last step was not done, in a sentence.")
    progress_done = models.PositiveBigIntegerField(default=0)
    progress_total = models.PositiveBigIntegerField(null=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    batch = models.ForeignKey(
        ReadingBatch, on_delete=models.PROTECT, null=True, related_name="reading_uploads"
    )
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was undone.")
    received_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True, help_text="When somebody last said what to do with it.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    started_at = models.DateTimeField(null=True, help_text="When a worker began what it is at.")
    committed_at = models.DateTimeField(null=True)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["utility", "content_hash"],
                condition=Q(state__in=["RECEIVED", "CHECKED", "REFUSED", "COMMITTING"]),
                name="reading_upload_content_once_while_undecided",
            ),
            models.CheckConstraint(
                name="reading_upload_committed_has_batch",
                condition=Q(
                    state__in=["COMMITTED", "WITHDRAWING", "WITHDRAWN"],
                    batch__isnull=False,
                    committed_at__isnull=False,
                )
                | Q(
                    state__in=["RECEIVED", "CHECKED", "REFUSED", "COMMITTING", "CANCELLED"],
                    batch=None,
                    committed_at=None,
                ),
            ),
            models.CheckConstraint(
                name="reading_upload_counts_add_up",
                condition=Q(
                    reading_count=F("new_count") + F("same_count") + F("changed_count") + F("kept_count")
                ),
            ),
            models.CheckConstraint(
                name="reading_upload_undone_with_reason",
                condition=~Q(state__in=["WITHDRAWING", "WITHDRAWN"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(name="reading_upload_is_not_empty", condition=Q(size_bytes__gt=0)),
        ]
        indexes = [
            models.Index(fields=["utility", "-id"], name="reading_upload_by_utility"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["RECEIVED", "COMMITTING", "WITHDRAWING"]),
                name="reading_upload_at_work",
            ),
            models.Index(fields=["state", "-id"], name="reading_upload_by_state"),
            beginning_index("file_name", name="reading_upload_by_file_name"),
            beginning_index("content_hash", name="reading_upload_by_hash"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has something to do for it."""
        return self.state in self.AT_WORK
