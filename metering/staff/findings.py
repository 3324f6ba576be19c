"""Findings about readings as a queue, and one finding with the readings around it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from billing_site.foundation.access import OFFICE, allow
from metering.models import ReadingFinding
from metering.staff.finding_page import finding_page, queue_page
from metering.staff.queue_address import QueueAddress


@require_safe
@allow(*OFFICE)
def finding_list(request: HttpRequest) -> HttpResponse:
    """The queue: what stops a bill first, of equal ones the oldest."""
    context = queue_page(request, QueueAddress(request.GET), request.GET.get("page", ""))
    return render(request, "metering/staff/finding_list.html", context)


@require_safe
@allow(*OFFICE)
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: what the rule says, the readings around it, the deliveries behind, and what may be done."""
    found = visible_finding(pk)
    context = finding_page(found, QueueAddress(request.GET), request.user)
    return render(request, "metering/staff/finding.html", context)


def visible_finding(pk: int) -> ReadingFinding:
    """The finding with its place, for the office; raises Http404 when there is none."""
    findings = ReadingFinding.objects.select_related(
        "channel__metric", "channel__service_point__site", "channel__service_point__utility"
    )
    return get_object_or_404(findings, pk=pk)
