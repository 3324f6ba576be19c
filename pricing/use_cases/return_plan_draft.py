"""Send a draft that waits for approval back to whoever wrote it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from pricing.models import PlanVersion


class UnableToReturnPlanDraft(Exception):
    """The draft is as it was."""


def return_plan_draft(
    *, draft: PlanVersion, remark: str, returned_at: datetime, actor: AbstractBaseUser
) -> PlanVersion:
    """Let the draft wait no longer, with a remark that says what to change.

    Raises UnableToReturnPlanDraft without a remark, or when the draft does not wait for approval.
    """
    words = remark.strip()
    if not words:
        raise UnableToReturnPlanDraft("write a remark: whoever wrote the draft must know what to change")
    with transaction.atomic():
        found = (
            PlanVersion.objects.select_for_update(of=["self"])
            .select_related("plan")
            .filter(pk=draft.pk)
            .first()
        )
        if found is None or found.state != PlanVersion.State.DRAFT or found.submitted_at is None:
            raise UnableToReturnPlanDraft(f"{draft} does not wait for approval any more")
        found.submitted_at = found.submitted_by = None
        found.remark = words
        found.save(update_fields=["submitted_at", "submitted_by", "remark"])
        audit.record(
            action="RETURNED",
            subject=found,
            actor=actor,
            at=returned_at,
            details={"plan": found.plan.code, "number": found.number, "remark": words},
        )
    return found
