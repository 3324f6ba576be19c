"""Tables that every app may write and none may own: audit, outbox, keys, jobs, cluster heartbeats."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from billing_site.foundation.api_key_models import (
    LONGEST_KEY_LIFE,
    MOST_NETWORKS,
    ApiKey,
    ApiKeyAddress,
    ApiRequest,
    ApiRequestCount,
)

__all__ = [
    "LONGEST_KEY_LIFE",
    "MOST_NETWORKS",
    "ApiKey",
    "ApiKeyAddress",
    "ApiRequest",
    "ApiRequestCount",
    "AuditEntry",
    "ClusterHeartbeat",
    "IdempotencyKey",
    "Job",
    "OutboxEvent",
]

TASK_PATH = r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$"


class AuditEntry(models.Model):
    """Who did what to which row, and when. A trigger refuses to change or delete one. Written by `audit.record`."""

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_label = models.TextField(help_text="The actor's name as it was then, or what acted without a user.")
    action = models.TextField()
    subject_type = models.TextField(help_text="app.model, in lower case.")
    subject_id = models.TextField(help_text="The primary key as text.")
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name_plural = "audit entries"
        constraints = [
            models.CheckConstraint(
                name="audit_entry_names_actor_action_and_subject",
                condition=~Q(actor_label="") & ~Q(action="") & ~Q(subject_type="") & ~Q(subject_id=""),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_entry_by_subject"),
            models.Index(fields=["-at"], name="audit_entry_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label}: {self.action} {self.subject_type} {self.subject_id}"


class OutboxEvent(models.Model):
    """Something to be told to others once the transaction that did it has committed. Written by `outbox.announce`.

    `sequence` is the order of writing, not of commit: a consumer looks for rows that are not handled, never for
    "all after the last one I saw", or it would skip events of transactions that commit late.
    """

    sequence = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    subject_type = models.TextField(help_text="app.model, in lower case.")
    subject_id = models.TextField(help_text="The primary key as text.")
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outbox_event_names_kind_and_subject",
                condition=~Q(kind="") & ~Q(subject_type="") & ~Q(subject_id=""),
            ),
        ]
        indexes = [
            models.Index(fields=["sequence"], name="outbox_event_unhandled", condition=Q(handled_at=None)),
            models.Index(fields=["subject_type", "subject_id"], name="outbox_event_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"


class IdempotencyKey(models.Model):
    """The answer to a request that must have one effect only, however often it is sent. See `idempotency.once`."""

    owner = models.TextField(
        help_text="Whose keys these are: an API key, a user with an action, a webhook's sender."
    )
    key = models.TextField()
    request_hash = models.TextField()
    response = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="idempotency_key_one_per_owner_and_key"),
            models.CheckConstraint(
                name="idempotency_key_is_not_blank",
                condition=~Q(owner="") & ~Q(key="") & ~Q(request_hash=""),
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_by_time")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"


class Job(models.Model):
    """Work that is wanted once, whatever happens to its wake-ups in the queue. See `jobs`."""

    class State(models.TextChoices):
        """An open job is rung again until it is done, or until its task fails and somebody reopens it."""

        OPEN = "OPEN"
        DONE = "DONE"
        FAILED = "FAILED"

    kind = models.TextField(help_text="The dotted path of the task, which is called with job_id.")
    key = models.TextField(help_text="What the work is for; one job per kind and key.")
    arguments = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(null=True, blank=True, help_text="Unknown if empty.")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_one_per_kind_and_key"),
            models.CheckConstraint(name="job_kind_is_a_task_path", condition=Q(kind__regex=TASK_PATH)),
            models.CheckConstraint(
                name="job_is_open_or_finished",
                condition=Q(state="OPEN", finished_at=None)
                | Q(state__in=["DONE", "FAILED"], finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="job_has_an_error_when_failed",
                condition=(Q(state="FAILED") & ~Q(error="")) | (~Q(state="FAILED") & Q(error="")),
            ),
            models.CheckConstraint(
                name="job_progress_is_within_total",
                condition=Q(progress_total=None) | Q(progress_done__lte=F("progress_total")),
            ),
        ]
        indexes = [models.Index(fields=["id"], name="job_open", condition=Q(state="OPEN"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.state}"


class ClusterHeartbeat(models.Model):
    """A cluster of workers that runs now, for the health page. Kept by `manage.py work`, deleted when it ends."""

    host = models.TextField()
    pid = models.PositiveIntegerField(help_text="The cluster's process, which is also its process group.")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="The last sign of life of the whole chain from queue to worker.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "pid"], name="cluster_heartbeat_one_per_process"),
        ]

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"
