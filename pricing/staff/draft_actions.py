"""What is done with a draft that is written: hand it over, look at it, publish it, send it back, throw it away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from billing_site.foundation.access import BILLING_STAFF, Role, actor_of, allow
from pricing.models import PlanVersion
from pricing.plan_documents.validation import validate_plan_document
from pricing.queries.plan_drafts import load_draft, load_version_on
from pricing.staff.plan_comparison import comparison
from pricing.staff.plan_people import draft_rights
from pricing.use_cases.discard_plan_draft import UnableToDiscardPlanDraft, discard_plan_draft
from pricing.use_cases.publish_plan_version import UnableToPublishPlanVersion, publish_plan_version
from pricing.use_cases.return_plan_draft import UnableToReturnPlanDraft, return_plan_draft
from pricing.use_cases.submit_plan_draft import UnableToSubmitPlanDraft, submit_plan_draft


class RemarkForm(forms.Form):
    """Why a draft goes back."""

    remark = forms.CharField(
        label="What has to change?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whoever wrote the draft reads it above their fields.",
    )


@require_POST
@allow(*BILLING_STAFF)
def plan_draft_submit(request: HttpRequest, code: str) -> HttpResponse:
    """Say that the draft is ready."""
    draft = _draft_or_404(code)
    try:
        submit_plan_draft(
            draft=draft,
            content_hash_seen=_seen(request),
            submitted_at=timezone.now(),
            actor=actor_of(request),
        )
    except UnableToSubmitPlanDraft as error:
        messages.error(request, f"Not submitted: {error}.")
    else:
        messages.success(request, "The draft waits for another manager's approval.")
    return redirect("pricing-staff:plan-version", code, draft.number)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
def plan_draft_review(request: HttpRequest, code: str) -> HttpResponse:
    """The last page before a draft becomes terms that customers are billed by."""
    draft = _draft_or_404(code)
    if request.method == "POST":
        try:
            publish_plan_version(
                version=draft,
                published_at=timezone.now(),
                actor=actor_of(request),
                content_hash_seen=_seen(request),
            )
        except UnableToPublishPlanVersion as error:
            messages.error(request, f"Not published: {error}.")
            return _review(request, draft, RemarkForm(), status=422)
        messages.success(request, f"Version {draft.number} of {code} is published.")
        return redirect("pricing-staff:plan-version", code, draft.number)
    return _review(request, draft, RemarkForm())


@require_POST
@allow(Role.MANAGER)
def plan_draft_return(request: HttpRequest, code: str) -> HttpResponse:
    """Send the draft back with a remark."""
    draft = _draft_or_404(code)
    form = RemarkForm(request.POST)
    if form.is_valid():
        try:
            return_plan_draft(
                draft=draft,
                remark=form.cleaned_data["remark"],
                returned_at=timezone.now(),
                actor=actor_of(request),
            )
        except UnableToReturnPlanDraft as error:
            form.add_error(None, f"{error}.")
        else:
            messages.success(request, "The draft is sent back, with your remark.")
            return redirect("pricing-staff:plan-version", code, draft.number)
    return _review(request, draft, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def plan_draft_discard(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the draft away, once asked."""
    draft = _draft_or_404(code)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            discard_plan_draft(
                draft=draft,
                content_hash_seen=_seen(request),
                discarded_at=timezone.now(),
                actor=actor_of(request),
            )
        except UnableToDiscardPlanDraft as error:
            form.add_error(None, f"{error}.")
        else:
            messages.success(request, f"The draft of {code} is discarded.")
            return redirect("pricing-staff:plan-list")
    context = {"draft": draft, "form": form}
    status = 422 if form.errors else 200
    return render(request, "pricing/staff/plan_draft_discard.html", context, status=status)


def _review(request: HttpRequest, draft: PlanVersion, form: RemarkForm, status: int = 200) -> HttpResponse:
    today = timezone.now().date()
    code = draft.plan.code
    in_force = load_version_on(code, max(today, draft.effective_from))
    context: dict[str, Any] = {
        "draft": draft,
        "form": form,
        "rights": draft_rights(request, draft),
        "in_force": in_force,
        "begins_in_the_past": draft.effective_from < today,
        "problems": validate_plan_document(draft.document),
    }
    if in_force is not None:
        context |= comparison(in_force, draft)
    return render(request, "pricing/staff/plan_draft_review.html", context, status=status)


def _draft_or_404(code: str) -> PlanVersion:
    draft = load_draft(code)
    if draft is None:
        raise Http404
    return draft


def _seen(request: HttpRequest) -> str:
    """The content hash of the draft that the page showed."""
    return request.POST.get("seen", "")
