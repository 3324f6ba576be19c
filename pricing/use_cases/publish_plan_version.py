"""Freeze a draft, so that customers can be billed by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from pricing.models import Plan, PlanVersion
from pricing.plan_documents.canonical import content_hash
from pricing.plan_documents.problems import PlanProblem, refused
from pricing.plan_documents.validation import validate_plan_document


class UnableToPublishPlanVersion(Exception):
    """The version stays as it is; `problems` say what is wrong with its document, if anything."""

    def __init__(self, message: str, problems: Sequence[PlanProblem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(message)


def publish_plan_version(
    *,
    version: PlanVersion,
    published_at: datetime,
    actor: AbstractBaseUser | None,
    content_hash_seen: str | None = None,
) -> PlanVersion:
    """Make the draft part of the plan for good, and give the plan the names its document states.

    A person publishes only what another one wrote and submitted; without one (`actor` None) it is whoever
    runs commands on the machine. `content_hash_seen` is that of the document the person has looked at.

    Raises UnableToPublishPlanVersion when it is published already, another published version begins on the
    same day, its document has errors or is not the one that was seen, it waits for no approval, or the
    actor had a hand in it.
    """
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=version.plan_id)
        draft = PlanVersion.objects.select_for_update().filter(pk=version.pk).first()
        if draft is None:
            raise UnableToPublishPlanVersion(f"{version} was discarded meanwhile")
        draft.plan = plan
        _refuse_unless_publishable(draft)
        if content_hash_seen not in (None, draft.content_hash):
            raise UnableToPublishPlanVersion(f"{draft} was changed meanwhile: look at it again")
        if actor is not None:
            _refuse_unless_approved_by_another(draft, actor)
        draft.state = PlanVersion.State.PUBLISHED
        draft.published_at = published_at
        draft.published_by_id = actor.pk if actor is not None else None
        draft.save(update_fields=["state", "published_at", "published_by"])
        named = draft.document["name"], draft.document.get("labels", {})
        if (plan.name, plan.names) != named:
            plan.name, plan.names = named
            plan.save(update_fields=["name", "names"])
        audit.record(
            action="PUBLISHED",
            subject=draft,
            actor=actor,
            at=published_at,
            details={"plan": plan.code, "number": draft.number, "effective_from": draft.effective_from},
        )
    return draft


def _refuse_unless_approved_by_another(draft: PlanVersion, actor: AbstractBaseUser) -> None:
    if draft.submitted_at is None:
        raise UnableToPublishPlanVersion(f"{draft} waits for no approval: submit it first")
    if actor.pk in (draft.created_by_id, draft.edited_by_id, draft.submitted_by_id):
        raise UnableToPublishPlanVersion(
            f"you had a hand in {draft}: another manager must look at it and publish it"
        )


def _refuse_unless_publishable(draft: PlanVersion) -> None:
    if draft.state == PlanVersion.State.PUBLISHED:
        raise UnableToPublishPlanVersion(f"{draft} is published already")
    errors = refused(validate_plan_document(draft.document))
    if errors:
        raise UnableToPublishPlanVersion(f"the document of {draft} has {len(errors)} error(s)", errors)
    document = draft.document
    facts = (document["code"], document["currency"], document["effective_from"], content_hash(document))
    row = (draft.plan.code, draft.plan.currency, draft.effective_from.isoformat(), draft.content_hash)
    if facts != row:
        raise UnableToPublishPlanVersion(
            f"{draft} and its document differ in code, currency, date or content: import the document again"
        )
    rival = (
        PlanVersion.objects.filter(
            plan_id=draft.plan_id, effective_from=draft.effective_from, state=PlanVersion.State.PUBLISHED
        )
        .exclude(pk=draft.pk)
        .first()
    )
    if rival is not None:
        raise UnableToPublishPlanVersion(
            f"version {rival.number} is published from {draft.effective_from} already: choose another date"
        )
