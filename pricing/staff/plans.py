"""Plans as tariff sheets."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import BILLING_STAFF, OFFICE, allow, has_role
from pricing.models import PlanVersion
from pricing.plan_documents.canonical import canonical_text
from pricing.plan_documents.tariff_sheet import tariff_sheet
from pricing.plan_documents.tier_picture import HEIGHT
from pricing.queries.plan_catalogue import load_plan_catalogue


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
    entries = load_plan_catalogue(timezone.now().date(), [code])
    if not entries or not entries[0].versions:
        raise Http404
    entry = entries[0]
    shown = entry.current or entry.versions[0]
    version = _version(code, shown.number if number is None else number)
    return render(
        request,
        "pricing/staff/plan.html",
        {
            "plan": entry,
            "version": version,
            "sheet": tariff_sheet(version.document),
            "description": version.document.get("description", ""),
            "tier_height": HEIGHT,
        },
    )


@require_safe
@allow(*OFFICE)
def plan_document(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The version's document as a file."""
    version = _version(code, number)
    response = HttpResponse(canonical_text(version.document), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{code}-{number}.json"'
    return response


def _version(code: str, number: int) -> PlanVersion:
    return get_object_or_404(PlanVersion.objects.select_related("plan"), plan__code=code, number=number)
