"""Drafts of plans, the versions they are compared with, and who did what with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from billing_site.foundation.models import AuditEntry
from billing_site.foundation.subjects import subject_type
from pricing.models import PlanVersion

_PEOPLE = ("plan", "created_by", "edited_by", "submitted_by", "published_by")


def load_draft(code: str) -> PlanVersion | None:
    """The draft of the plan with its people, if there is one; one query."""
    drafts = PlanVersion.objects.filter(plan__code=code, state=PlanVersion.State.DRAFT)
    return drafts.select_related(*_PEOPLE).first()


def load_version(code: str, number: int) -> PlanVersion | None:
    """A version of the plan with its people; one query."""
    versions = PlanVersion.objects.filter(plan__code=code, number=number)
    return versions.select_related(*_PEOPLE).first()


def load_version_on(code: str, day: date) -> PlanVersion | None:
    """The published version that applies on the day; if none does, the first that will."""
    published = PlanVersion.objects.filter(plan__code=code, state=PlanVersion.State.PUBLISHED)
    applies = published.filter(effective_from__lte=day).order_by("-effective_from").first()
    return applies or published.order_by("effective_from").first()


def load_draft_history(version_ids: Sequence[int]) -> list[AuditEntry]:
    """What was done with these versions, the newest first."""
    entries = AuditEntry.objects.filter(
        subject_type=subject_type(PlanVersion()), subject_id__in=[str(pk) for pk in version_ids]
    )
    return list(entries.order_by("-at", "-pk")[:50])
