"""Take a plan document as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from billing_site.foundation import audit
from pricing.models import Plan, PlanVersion
from pricing.plan_documents.canonical import content_hash
from pricing.plan_documents.problems import PlanProblem, refused
from pricing.plan_documents.validation import validate_plan_document


class UnableToImportPlan(Exception):
    """Nothing was stored; `problems` name each place and its cure."""

    def __init__(self, problems: Sequence[PlanProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in problems))


def import_plan(
    *,
    document: dict[str, Any],
    imported_at: datetime,
    actor: AbstractBaseUser | str | None = None,
    over: str | None = None,
) -> PlanVersion:
    """The version that holds the document: one that has it already, or the plan's draft.

    Creates the plan if it is new, and makes or replaces its one draft, which then waits for no approval any
    more. Importing a document that a version of the plan already holds, draft or published, finds that
    version and changes nothing. `over` is the content hash of the draft that the writer saw, "" for none;
    without it whatever draft there is gives way.

    Raises UnableToImportPlan when the document has errors, does not fit the plan it names, or the draft is
    not the one that the writer saw.
    """
    errors = refused(validate_plan_document(document))
    if errors:
        raise UnableToImportPlan(errors)
    with transaction.atomic():
        plan = _locked_plan(document)
        document_hash = content_hash(document)
        known = plan.versions.filter(content_hash=document_hash).order_by("-number").first()
        if known is not None:
            return known
        draft = plan.versions.filter(state=PlanVersion.State.DRAFT).select_related("edited_by").first()
        _refuse_if_changed(draft, over)
        editor = actor.pk if isinstance(actor, AbstractBaseUser) else None
        is_new = draft is None
        if draft is None:
            last = plan.versions.aggregate(last=Max("number"))["last"]
            draft = PlanVersion(plan=plan, number=(last or 0) + 1, created_by_id=editor)
        draft.document = document
        draft.effective_from = date.fromisoformat(document["effective_from"])
        draft.content_hash = document_hash
        draft.created_at = imported_at
        draft.edited_at, draft.edited_by_id = imported_at, editor
        draft.submitted_at = draft.submitted_by = None
        draft.save()
        _rename_unpublished(plan, document["name"], document.get("labels", {}))
        audit.record(
            action="DRAFTED" if is_new else "EDITED",
            subject=draft,
            actor=actor,
            at=imported_at,
            details={"plan": plan.code, "number": draft.number, "content_hash": document_hash},
        )
    return draft


def _refuse_if_changed(draft: PlanVersion | None, over: str | None) -> None:
    if over is None or over == ("" if draft is None else draft.content_hash):
        return
    cure = "open the draft in another window, and bring your changes into it"
    if draft is None:
        message = "the draft was published or discarded meanwhile"
        cure = "copy your document, and begin a new draft with it"
    else:
        by = "" if draft.edited_by is None else f" by {draft.edited_by.get_username()}"
        message = f"the draft was saved{by} meanwhile" if over else f"the plan has a draft already, saved{by}"
    raise UnableToImportPlan([PlanProblem("$", message, cure)])


def _locked_plan(document: dict[str, Any]) -> Plan:
    """The plan, locked so that two imports of it come one after the other."""
    Plan.objects.get_or_create(
        code=document["code"],
        defaults={
            "name": document["name"],
            "names": document.get("labels", {}),
            "currency": document["currency"],
        },
    )
    plan = Plan.objects.select_for_update().get(code=document["code"])
    if plan.currency != document["currency"]:
        message = f"plan {plan.code} is in {plan.currency}, but the document is in {document['currency']}"
        raise UnableToImportPlan([PlanProblem("$.currency", message, "choose another plan code")])
    return plan


def _rename_unpublished(plan: Plan, name: str, names: dict[str, str]) -> None:
    """A plan that customers know keeps its names until the draft is published."""
    if (plan.name, plan.names) == (name, names):
        return
    if not plan.versions.filter(state=PlanVersion.State.PUBLISHED).exists():
        plan.name, plan.names = name, names
        plan.save(update_fields=["name", "names"])
