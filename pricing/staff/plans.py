"""Plans as tariff sheets, with their versions along time and the year of their hours."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import BILLING_STAFF, OFFICE, allow, has_role
from pricing.models import PlanVersion
from pricing.plan_documents.canonical import canonical_text
from pricing.plan_documents.schema import plan_schema
from pricing.plan_documents.tariff_sheet import tariff_sheet
from pricing.plan_documents.tier_picture import HEIGHT
from pricing.plan_documents.version_timeline import Span, VersionTimeline, version_timeline
from pricing.plan_documents.year_picture import FIRST_YEAR, LAST_YEAR, YearPicture, year_picture
from pricing.queries.plan_catalogue import PlanEntry, load_plan_catalogue
from pricing.queries.plan_drafts import load_draft, load_draft_history, load_version
from pricing.staff.plan_people import deed_words, draft_rights


@require_safe
@allow(*OFFICE)
def plan_list(request: HttpRequest) -> HttpResponse:
    """All plans with the version in force."""
    plans = load_plan_catalogue(timezone.now().date())
    may_write = has_role(request.user, *BILLING_STAFF)
    return render(request, "pricing/staff/plan_list.html", {"plans": plans, "may_write": may_write})


@require_safe
@allow(*OFFICE)
def plan(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """One version as a tariff sheet: the one asked for, else the one in force, else the newest."""
    today = timezone.now().date()
    entries = load_plan_catalogue(today, [code])
    if not entries or not entries[0].versions:
        raise Http404
    entry = entries[0]
    shown = entry.current or entry.versions[0]
    version = version_or_404(code, shown.number if number is None else number)
    draft = version if version.state == PlanVersion.State.DRAFT else load_draft(code)
    year = _year(request, version, today)
    sheet = tariff_sheet(version.document)
    return render(
        request,
        "pricing/staff/plan.html",
        {
            "plan": entry,
            "version": version,
            "sheet": sheet,
            "calendars": list(zip(sheet.calendars, _years(version.document, year), strict=True)),
            "last_year": year - 1 if year > FIRST_YEAR else None,
            "next_year": year + 1 if year < LAST_YEAR else None,
            "timeline": _timeline(entry, today),
            "draft": draft,
            "rights": draft_rights(request, draft),
            "history": [(deed_words(one.action), one) for one in load_draft_history([version.pk])],
            "description": version.document.get("description", ""),
            "tier_height": HEIGHT,
        },
    )


@require_safe
@allow(*OFFICE)
def plan_document(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The version's document as a file."""
    version = version_or_404(code, number)
    response = HttpResponse(canonical_text(version.document), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{code}-{number}.json"'
    return response


@require_safe
@allow(*OFFICE)
def plan_schema_file(request: HttpRequest) -> HttpResponse:
    """The JSON schema of plan documents, for editors and programs that check them."""
    text = json.dumps(plan_schema(), indent=2, ensure_ascii=False) + "\n"
    response = HttpResponse(text, content_type="application/schema+json")
    response["Content-Disposition"] = 'inline; filename="billing-plan-1.schema.json"'
    return response


def version_or_404(code: str, number: int) -> PlanVersion:
    """A version of a plan, or the answer that there is none."""
    version = load_version(code, number) if number < 2**31 else None
    if version is None:
        raise Http404
    return version


def _year(request: HttpRequest, version: PlanVersion, today: date) -> int:
    """The year asked for; else this one, or the first in which the version applies."""
    asked = request.GET.get("year", "")
    if len(asked) == 4 and asked.isdecimal() and FIRST_YEAR <= int(asked) <= LAST_YEAR:
        return int(asked)
    return min(max(today.year, version.effective_from.year), LAST_YEAR)


def _years(document: dict[str, Any], year: int) -> list[YearPicture]:
    """A picture for each calendar, in the order of the tariff sheet."""
    return [year_picture(code, one, year) for code, one in document.get("calendars", {}).items()]


def _timeline(entry: PlanEntry, today: date) -> VersionTimeline:
    return version_timeline(
        [
            Span(one.number, one.state == PlanVersion.State.DRAFT, one.effective_from, one.until)
            for one in entry.versions
        ],
        today,
    )
