"""Throw a draft away."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import ProtectedError

from billing_site.foundation import audit
from pricing.models import Plan, PlanVersion


class UnableToDiscardPlanDraft(Exception):
    """The draft is still there, or is none any more."""


def discard_plan_draft(
    *, draft: PlanVersion, content_hash_seen: str, discarded_at: datetime, actor: AbstractBaseUser
) -> None:
    """Delete the draft, and its plan if that has no other version and nobody is on it.

    Raises UnableToDiscardPlanDraft when it is published, or its document is not the one that was seen.
    """
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=draft.plan_id)
        found = plan.versions.select_for_update().filter(pk=draft.pk).first()
        if found is None or found.state != PlanVersion.State.DRAFT:
            raise UnableToDiscardPlanDraft(f"{draft} was published or discarded meanwhile")
        if found.content_hash != content_hash_seen:
            raise UnableToDiscardPlanDraft(f"{draft} was changed meanwhile: look at it again")
        audit.record(
            action="DISCARDED",
            subject=found,
            actor=actor,
            at=discarded_at,
            details={"plan": plan.code, "number": found.number, "content_hash": found.content_hash},
        )
        found.delete()
        if not plan.versions.exists():
            _delete_if_unused(plan)


def _delete_if_unused(plan: Plan) -> None:
    try:
        with transaction.atomic():
            plan.delete()
    except ProtectedError:
        pass  # a subscription waits for the plan's first version
