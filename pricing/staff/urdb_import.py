"""A rate of the US utility rate database: sent, looked at with its findings, decided about, kept as a draft.

The record goes to and fro with the page, so that nothing is stored before somebody confirms.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billing_site.foundation.access import BILLING_STAFF, actor_of, allow
from pricing.plan_documents.canonical import content_hash
from pricing.plan_documents.problems import InvalidPlanDocument, PlanProblem
from pricing.plan_documents.tariff_sheet import tariff_sheet
from pricing.plan_documents.tier_picture import HEIGHT
from pricing.queries.plan_catalogue import PlanEntry, load_plan_catalogue
from pricing.queries.plan_drafts import load_draft
from pricing.staff.urdb_forms import AnswersForm, RecordFileForm, given_answers
from pricing.urdb.conversion import Conversion, convert_record
from pricing.urdb.findings import Weight, grouped
from pricing.urdb.record_reading import UnreadableRecord, read_urdb_record
from pricing.use_cases.import_plan import UnableToImportPlan, import_plan

_TONES: Final = {
    Weight.BLOCKS: ("err", "blocks"),
    Weight.ASSUMED: ("warn", "assumed"),
    Weight.LOOK: ("info", "look"),
}
_UNPROCESSABLE: Final = 422


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def urdb_import(request: HttpRequest) -> HttpResponseBase:
    """Ask for a record, show what would become of it, and store the plan's draft once that is confirmed."""
    if request.method != "POST":
        return _upload_page(request, RecordFileForm())
    if "record" in request.POST:
        return _decided(request, request.POST["record"].encode("utf-8", "replace"))
    form = RecordFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form)
    return _decided(request, form.cleaned_data["record_file"], form)


def _decided(request: HttpRequest, content: bytes, form: RecordFileForm | None = None) -> HttpResponseBase:
    """The review of the record under the answers sent; or the draft, when just this plan was confirmed."""
    try:
        record = read_urdb_record(content)
    except (UnreadableRecord, InvalidPlanDocument) as error:
        refusal = f"The record is not taken: {error}."
        if form is None:
            messages.error(request, refusal)
            return _upload_page(request, RecordFileForm(), status=_UNPROCESSABLE)
        form.add_error("record_file", refusal)
        return _upload_page(request, form)
    conversion = convert_record(record, given_answers(request.POST), timezone.now().date())
    text = content.decode("utf-8-sig")
    if request.POST.get("action") != "confirm":
        return _review_page(request, conversion, text)
    if conversion.document is None or content_hash(conversion.document) != request.POST.get("reviewed"):
        return _review_page(request, conversion, text, has_changed=True)
    try:
        version = import_plan(
            document=conversion.document,
            imported_at=timezone.now(),
            actor=actor_of(request),
            over=request.POST.get("over", ""),
        )
    except UnableToImportPlan as error:
        return _review_page(request, conversion, text, problems=error.problems)
    messages.success(request, f"{version} is kept as a draft. Nothing is billed by it until it is published.")
    return redirect("pricing-staff:plan-version", version.plan.code, version.number)


def _upload_page(request: HttpRequest, form: RecordFileForm, status: int = 200) -> HttpResponse:
    status = _UNPROCESSABLE if form.errors else status
    return render(request, "pricing/staff/urdb_upload.html", {"form": form}, status=status)


def _review_page(
    request: HttpRequest,
    conversion: Conversion,
    text: str,
    *,
    has_changed: bool = False,
    problems: tuple[PlanProblem, ...] = (),
) -> HttpResponse:
    context: dict[str, Any] = {
        "text": text,
        "form": AnswersForm(conversion),
        "name": next(entry.value for entry in conversion.entries if entry.key == "name"),
        "findings": [
            {"tone": tone, "label": label, "finding": group.finding, "paths": group.paths}
            for group in grouped(conversion.findings)
            for tone, label in [_TONES[group.finding.weight]]
        ],
        "blocking": sum(finding.weight is Weight.BLOCKS for finding in conversion.findings),
        "has_changed": has_changed,
        "problems": problems,
    }
    document = conversion.document
    if document is not None:
        draft = load_draft(document["code"])
        context |= {
            "document": document,
            "sheet": tariff_sheet(document),
            "reviewed": content_hash(document),
            "over": draft.content_hash if draft is not None else "",
            "effective_from": date.fromisoformat(document["effective_from"]),
            "tier_height": HEIGHT,
            "known_plan": _known_plan(document["code"]),
        }
    status = _UNPROCESSABLE if has_changed or problems else 200
    return render(request, "pricing/staff/urdb_review.html", context, status=status)


def _known_plan(code: str) -> PlanEntry | None:
    return next(iter(load_plan_catalogue(timezone.now().date(), [code])), None)
