"""Writing drafts: of a plan that is there, or of a new one from an example or a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billing_site.foundation.access import BILLING_STAFF, actor_of, allow
from pricing.models import PlanVersion
from pricing.plan_documents.draft_reading import DraftReading, document_text, read_draft
from pricing.plan_documents.problems import PlanProblem
from pricing.plan_documents.reading import LARGEST_BYTES, read_plan_document
from pricing.queries.plan_drafts import load_draft, load_version_on
from pricing.staff.draft_page import Desk, document_of, draft_page, posted_edits
from pricing.staff.plan_comparison import month_after
from pricing.staff.plans import version_or_404
from pricing.use_cases.import_plan import UnableToImportPlan, import_plan

_EXAMPLES: Final = files("pricing.plan_documents").joinpath("examples")


class PlanFileForm(forms.Form):
    """A plan document from the user's computer."""

    plan_file = forms.FileField(label="Plan document (JSON)", error_messages={"required": "Choose a file."})

    def clean_plan_file(self) -> bytes:
        """Its bytes, if they are few enough to be a plan."""
        plan_file = self.cleaned_data["plan_file"]
        if plan_file.size > LARGEST_BYTES:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST_BYTES:,} bytes; a plan is much smaller: check the file."
            )
        content: bytes = plan_file.read()
        return content


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def plan_draft_new(request: HttpRequest) -> HttpResponse:
    """Begin a plan: choose an example or a file, and then write."""
    now = timezone.now()
    desk = Desk(title="New plan", code=None, over="")
    if "document" in request.POST:
        return _written(request, desk, now)
    if request.method == "POST":
        form = PlanFileForm(request.POST, request.FILES)
        if form.is_valid():
            text = form.cleaned_data["plan_file"].decode("utf-8-sig", "replace")
            return draft_page(request, desk, read_draft(text, {}), now.date())
        return render(
            request, "pricing/staff/plan_draft_new.html", {"form": form, "examples": _examples()}, status=422
        )
    example = request.GET.get("example", "")
    if not example:
        context = {"form": PlanFileForm(), "examples": _examples()}
        return render(request, "pricing/staff/plan_draft_new.html", context)
    if example not in {name for name, _ in _examples()}:
        raise Http404
    return draft_page(request, desk, _seed(_example(example)), now.date())


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def plan_draft(request: HttpRequest, code: str) -> HttpResponse:
    """Write the plan's draft; where there is none, one that begins as a published version does."""
    now = timezone.now()
    draft = load_draft(code)
    desk = Desk(
        title=f"Draft of {code}" if draft else f"Revise {code}",
        code=code,
        over=draft.content_hash if draft else "",
        draft=draft,
    )
    if request.method == "POST":
        return _written(request, desk, now)
    document = draft.document if draft else _revised(request, code, now.date())
    return draft_page(request, desk, _seed(document), now.date())


def _written(request: HttpRequest, desk: Desk, now: datetime) -> HttpResponse:
    """What was posted: saved, or shown again with what is wrong and a test bill."""
    desk = replace(desk, over=request.POST.get("over", ""))
    reading = read_draft(request.POST.get("document", ""), posted_edits(request.POST))
    reading = _of_this_plan(desk, reading)
    if request.POST.get("then") != "save":
        return draft_page(request, desk, reading, now.date())
    if not reading.is_valid:
        return draft_page(request, desk, reading, now.date(), is_refused=True)
    try:
        version = import_plan(
            document=document_of(reading), imported_at=now, actor=actor_of(request), over=desk.over
        )
    except UnableToImportPlan as error:
        reading = replace(reading, problems=(*error.problems, *reading.problems))
        return draft_page(request, desk, reading, now.date(), is_refused=True)
    if version.state == PlanVersion.State.PUBLISHED:
        messages.info(request, f"Version {version.number} has exactly these terms: nothing was saved.")
        return redirect("pricing-staff:plan-version", version.plan.code, version.number)
    messages.success(request, f"The draft of {version.plan.code} is saved.")
    return redirect("pricing-staff:plan-draft", version.plan.code)


def _of_this_plan(desk: Desk, reading: DraftReading) -> DraftReading:
    """The reading, with an error where the document is another plan's."""
    found = None if reading.document is None else reading.document.get("code")
    if desk.code is None or reading.document is None or found == desk.code:
        return reading
    problem = PlanProblem(
        "$.code", f"this is the draft of {desk.code}", f'write "{desk.code}", or begin a new plan'
    )
    return replace(reading, problems=(problem, *reading.problems))


def _revised(request: HttpRequest, code: str, today: date) -> dict[str, Any]:
    """The document of the version asked for, or of the one in force, from the first of next month."""
    asked = request.GET.get("from", "")
    if asked.isdecimal() and len(asked) < 10:
        version: PlanVersion | None = version_or_404(code, int(asked))
    else:
        version = load_version_on(code, today)
    if version is None:
        raise Http404
    begins = month_after(max(today, version.effective_from))
    return {**version.document, "effective_from": begins.isoformat()}


def _seed(document: dict[str, Any]) -> DraftReading:
    return read_draft(document_text(document), {})


def _examples() -> list[tuple[str, str]]:
    """Name and title of each example, by name."""
    names = sorted(
        one.name.removesuffix(".json") for one in _EXAMPLES.iterdir() if one.name.endswith(".json")
    )
    return [(name, _example(name)["name"]) for name in names]


def _example(name: str) -> dict[str, Any]:
    return read_plan_document(_EXAMPLES.joinpath(f"{name}.json").read_bytes())
