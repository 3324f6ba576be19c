"""Plans, and their versions from a date; a published version never changes (migration 0002)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Plan(models.Model):
    """Our machine-readable tariff, under a code."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    names = models.JSONField(default=dict, blank=True, help_text="the name by language, such as de")
    currency = models.CharField(max_length=3, help_text="ISO 4217")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PlanVersion(models.Model):
    """A plan's terms from a date. The document is the record: docs/decisions/0003."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "draft"
        PUBLISHED = "PUBLISHED", "published"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    effective_from = models.DateField(help_text="first day, in the time zone of the place of supply")
    document = models.JSONField(help_text="a plan document, format billing-plan/1")
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the document's canonical form")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once_per_plan"),
            models.UniqueConstraint(
                fields=["plan", "effective_from"],
                condition=Q(state="PUBLISHED"),
                name="plan_version_one_published_per_effective_date",
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state="DRAFT"), name="plan_version_one_draft_per_plan"
            ),
            models.CheckConstraint(
                name="plan_version_published_has_instant",
                condition=Q(state="PUBLISHED", published_at__isnull=False)
                | Q(state="DRAFT", published_at=None, published_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.code} version {self.number}"
