"""What clerks do about findings, one by one or many at once: accept, and estimate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from billing_site.foundation.access import BILLING_STAFF, actor_of, allow
from metering.models import ReadingFinding
from metering.staff.finding_forms import AcceptForm
from metering.staff.finding_page import finding_page, next_in_queue, places_of, queue_page
from metering.staff.findings import visible_finding
from metering.staff.queue_address import QueueAddress
from metering.staff.told_estimates import counted, tell_estimates
from metering.use_cases.accept_findings import UnableToAcceptFindings, accept_findings
from metering.use_cases.estimate_missing_readings import (
    UnableToEstimateMissingReadings,
    estimate_missing_readings,
)
from metering.vee.findings import Rule
from metering.vee.rule_texts import rule_text

_MOST_CHOSEN: Final = 200


@require_POST
@allow(*BILLING_STAFF)
def findings_accept(request: HttpRequest) -> HttpResponseBase:
    """Accept the findings that were chosen in the list, for one reason."""
    address, chosen = _address(request), _chosen(request)
    if not chosen:
        messages.warning(request, "Nothing was chosen: tick the findings first (x ticks the row you are in).")
        return redirect(address.list_url())
    form = AcceptForm(request.POST)
    accepted = _accept(request, form, chosen)
    if accepted is None:
        context = queue_page(request, address, request.POST.get("page", ""), form, chosen)
        return render(request, "metering/staff/finding_list.html", context, status=422)
    messages.success(request, f"{counted(accepted, 'finding')} accepted.")
    if gone := len(chosen) - accepted:
        messages.info(request, f"{counted(gone, 'finding')} had been resolved before.")
    return redirect(address.list_url())


@require_POST
@allow(*BILLING_STAFF)
def findings_estimate(request: HttpRequest) -> HttpResponseBase:
    """Estimate what is missing on the days of the gaps that were chosen in the list."""
    address, chosen = _address(request), _chosen(request)
    findings = list(ReadingFinding.objects.filter(pk__in=chosen, state=ReadingFinding.State.OPEN))
    gaps = [finding for finding in findings if finding.rule == Rule.GAP]
    if not gaps:
        messages.warning(request, "No open gap was chosen: estimates fill gaps, and nothing else.")
        return redirect(address.list_url())
    _estimate(request, gaps)
    if others := len(findings) - len(gaps):
        messages.info(request, f"{counted(others, 'finding')} left alone: no gap, so nothing to estimate.")
    return redirect(address.list_url())


@require_POST
@allow(*BILLING_STAFF)
def finding_accept(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Accept one finding, and go on to the next."""
    found, address = visible_finding(pk), _address(request)
    onwards = next_in_queue(found, address)
    form = AcceptForm(request.POST)
    accepted = _accept(request, form, [pk])
    if accepted is None:
        context = finding_page(found, address, request.user, form)
        return render(request, "metering/staff/finding.html", context, status=422)
    if accepted:
        messages.success(request, f"Accepted: {rule_text(found.rule).title.lower()} at {found.channel}.")
    else:
        messages.info(request, "Somebody else, or a new reading, had resolved it before.")
    return redirect(onwards)


@require_POST
@allow(*BILLING_STAFF)
def finding_estimate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Estimate what is missing on the days of a gap, and go on to the next finding if that closed it."""
    found, address = visible_finding(pk), _address(request)
    onwards = next_in_queue(found, address)
    if found.rule != Rule.GAP or found.state != ReadingFinding.State.OPEN:
        messages.warning(request, "This is no open gap: estimates fill gaps, and nothing else.")
        return redirect(address.finding_url(found))
    _estimate(request, [found])
    found.refresh_from_db(fields=["state"])
    is_open = found.state == ReadingFinding.State.OPEN
    return redirect(address.finding_url(found) if is_open else onwards)


def _address(request: HttpRequest) -> QueueAddress:
    return QueueAddress(QueryDict(request.POST.get("queue", "")))


def _chosen(request: HttpRequest) -> list[int]:
    """The findings that were ticked; or the one whose own button was pressed."""
    texts = request.POST.getlist("only") or request.POST.getlist("finding")
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
    return numbers[:_MOST_CHOSEN]


def _accept(request: HttpRequest, form: AcceptForm, finding_ids: Sequence[int]) -> int | None:
    """How many were accepted; None when the form says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return accept_findings(
            finding_ids=finding_ids,
            reason=form.cleaned_data["reason"],
            accepted_at=timezone.now(),
            actor=actor_of(request),
        )
    except UnableToAcceptFindings as error:
        form.add_error("reason", str(error))
        return None


def _estimate(request: HttpRequest, gaps: Sequence[ReadingFinding]) -> None:
    """Estimate the gaps, those of the same days together, and say what came of it."""
    by_days: dict[tuple[date, date], set[int]] = defaultdict(set)
    places = places_of(gaps)
    for gap in gaps:
        by_days[places[gap.pk]].add(gap.channel_id)
    results = []
    for (from_date, to_date), channel_ids in sorted(by_days.items()):
        try:
            results.append(
                estimate_missing_readings(
                    channel_ids=channel_ids,
                    from_date=from_date,
                    to_date=to_date,
                    estimated_at=timezone.now(),
                    actor=actor_of(request),
                )
            )
        except UnableToEstimateMissingReadings as error:
            messages.error(request, f"Not estimated: {error}.")
    tell_estimates(request, results)
