"""A validation rule's objection to a span of readings."""

from django.db import models
from django.db.models import Case, Q, Value, When

from metering.models.meters import Channel


class ReadingFinding(models.Model):
    """One finding: which rule, where, how bad, in plain words; a clerk works these as a queue.

    RESOLVED means that it no longer holds, or, with `is_accepted`, that a clerk takes the readings as they
    are; `resolution` says which or why. `urgency` is the severity as a place in the queue, 0 first.
    """

    class Severity(models.TextChoices):
        INFO = "INFO", "information"
        WARNING = "WARNING", "warning"
        STOP = "STOP", "stops the bill"

    class State(models.TextChoices):
        OPEN = "OPEN", "open"
        RESOLVED = "RESOLVED", "resolved"

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="findings")
    rule = models.CharField(max_length=30)
    severity = models.CharField(max_length=8, choices=Severity)
    starts_at = models.DateTimeField()
    interval_count = models.PositiveIntegerField()
    explanation = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    found_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(max_length=300, blank=True)
    is_accepted = models.BooleanField("accepted by a clerk", default=False)
    urgency = models.GeneratedField(
        expression=Case(
            When(severity="STOP", then=Value(0)), When(severity="WARNING", then=Value(1)), default=Value(2)
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "rule", "starts_at"], name="reading_finding_once_per_rule_and_place"
            ),
            models.CheckConstraint(
                name="reading_finding_resolved_has_instant",
                condition=Q(state="OPEN", resolved_at=None) | Q(state="RESOLVED", resolved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reading_finding_accepted_has_reason",
                condition=Q(is_accepted=False) | (Q(state="RESOLVED") & ~Q(resolution="")),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "urgency", "found_at", "id"], name="finding_by_urgency"),
            models.Index(
                fields=["-resolved_at", "-id"], condition=Q(state="RESOLVED"), name="finding_by_resolution"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.explanation}"
