"""Say that a draft is ready for approval."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from pricing.models import PlanVersion


class UnableToSubmitPlanDraft(Exception):
    """The draft waits for approval as before, or not at all."""


def submit_plan_draft(
    *, draft: PlanVersion, content_hash_seen: str, submitted_at: datetime, actor: AbstractBaseUser
) -> PlanVersion:
    """Let the draft wait for somebody else to publish it or to send it back.

    Raises UnableToSubmitPlanDraft when it is published, gone, or waiting already, or when its document is not
    the one that was seen.
    """
    with transaction.atomic():
        found = (
            PlanVersion.objects.select_for_update(of=["self"])
            .select_related("plan")
            .filter(pk=draft.pk)
            .first()
        )
        if found is None or found.state != PlanVersion.State.DRAFT:
            raise UnableToSubmitPlanDraft(f"{draft} was published or discarded meanwhile")
        if found.submitted_at is not None:
            raise UnableToSubmitPlanDraft(f"{found} waits for approval already")
        if found.content_hash != content_hash_seen:
            raise UnableToSubmitPlanDraft(f"{found} was changed meanwhile: look at it again")
        found.submitted_at, found.submitted_by_id, found.remark = submitted_at, actor.pk, ""
        found.save(update_fields=["submitted_at", "submitted_by", "remark"])
        audit.record(
            action="SUBMITTED",
            subject=found,
            actor=actor,
            at=submitted_at,
            details={"plan": found.plan.code, "number": found.number, "content_hash": found.content_hash},
        )
    return found
