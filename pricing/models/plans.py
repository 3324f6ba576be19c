"""Plans, and their versions from a date; a published version never changes (migration 0002).

Who writes the terms and who puts them in force are two people: docs/decisions/0015.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q


def _person() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class Plan(models.Model):
    """Our machine-readable tariff, under a code."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    names = models.JSONField(default=dict, blank=True, help_text="the name by language, such as de")
    currency = models.CharField(max_length=3, help_text="ISO 4217")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PlanVersion(models.Model):
    """A plan's terms from a date. The document is the record: docs/decisions/0003.

    `created_by` wrote the draft first and `edited_by` last; without them it came by a command on the machine.
    A draft with `submitted_at` waits for approval; `remark` is why it was sent back last.
    """

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
    published_by = _person()
    created_at = models.DateTimeField()
    created_by = _person()
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = _person()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = _person()
    remark = models.CharField(max_length=500, blank=True)

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
            models.CheckConstraint(
                name="plan_version_submission_has_person_and_instant",
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_version_publisher_is_not_its_author",
                condition=Q(published_by=None)
                | (
                    (Q(created_by=None) | ~Q(created_by=F("published_by")))
                    & (Q(edited_by=None) | ~Q(edited_by=F("published_by")))
                    & (Q(submitted_by=None) | ~Q(submitted_by=F("published_by")))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.code} version {self.number}"
