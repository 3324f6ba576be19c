"""Bill runs: the list, a new one with its preflight, and one of them from drafting to finalized."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from billing_site.foundation.access import BILLING_STAFF, OFFICE, Role, allow, has_role
from billing_site.foundation.keyset_pages import keyset_page
from invoicing.drafting.billing_periods import DaySpan, monthly_period_of
from invoicing.drafting.period_oddities import period_oddities
from invoicing.models import BillingCycle, BillRun
from invoicing.queries.bill_run_changes import load_run_changes
from invoicing.queries.bill_run_checks import known_run_checks, load_run_checks
from invoicing.queries.bill_run_figures import load_billed_amounts, load_run_figures, runs_with_counts
from invoicing.queries.bill_run_pace import load_run_pace
from invoicing.queries.bill_run_periods import load_last_end, load_next_period, load_run_before
from invoicing.queries.bill_run_preflight import Preflight, load_preflight
from invoicing.staff.addresses import with_parameters
from invoicing.staff.bill_run_tabs import run_tab
from invoicing.staff.bill_run_tiles import changes_chart, run_tiles
from invoicing.staff.held_bills import unnoted_hold
from invoicing.staff.run_words import (
    CURES,
    OBSTACLE_WORDS,
    pace_words,
    run_status,
    run_title,
    sentence,
)
from invoicing.use_cases.run_billing import UnableToRunBilling, run_billing

_LATEST_FIRST: Final = ("-from_date", "-pk")
_RUNS_SHOWN: Final = 24
_STOP_POLLING: Final = 286
_CHECKED_AT_ONCE: Final = 10_000  # bills; among more the page does not wait for the checks, it fetches them


class NewRunForm(forms.Form):
    """Which accounts, for which days."""

    cycle = forms.ModelChoiceField(
        BillingCycle.objects.order_by("code"), label="Billing cycle", to_field_name="code", empty_label=None
    )
    from_date = forms.DateField(label="First day billed", widget=forms.DateInput(attrs={"type": "date"}))
    last_date = forms.DateField(label="Last day billed", widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """A period with a day in it."""
        found: dict[str, Any] = super().clean() or {}
        if {"from_date", "last_date"} <= found.keys() and found["last_date"] < found["from_date"]:
            self.add_error("last_date", "This is before the first day: choose that day or a later one.")
        return found

    is_meant = forms.BooleanField(label="Bill these days all the same", required=False)

    @property
    def period(self) -> DaySpan:
        """The days of a valid form."""
        return DaySpan(self.cleaned_data["from_date"], self.cleaned_data["last_date"] + timedelta(days=1))


@require_safe
@allow(*OFFICE)
def bill_run_list(request: HttpRequest) -> HttpResponse:
    """Runs by period, the latest first, with what each comes to."""
    page = keyset_page(runs_with_counts(), _LATEST_FIRST, request.GET.get("page", ""), _RUNS_SHOWN)
    amounts = load_billed_amounts(page.rows)
    return render(
        request,
        "invoicing/staff/bill_run_list.html",
        {
            "rows": [
                {
                    "run": run,
                    "title": run_title(run),
                    "status": run_status(run),
                    "amounts": amounts[run.pk],
                }
                for run in page.rows
            ],
            "newer_url": with_parameters(request, page=page.newer) if page.newer else "",
            "older_url": with_parameters(request, page=page.older) if page.older else "",
            "may_start": has_role(request.user, *BILLING_STAFF),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def bill_run_new(request: HttpRequest) -> HttpResponse:
    """Choose cycle and period, see what stands in the way, start."""
    now = timezone.now()
    if request.method == "POST":
        form = NewRunForm(request.POST)
    else:
        form = NewRunForm({**_usual_period(now.date()), **request.GET.dict()})
    if not form.is_valid():
        return _new_page(request, form, None, status=422 if request.method == "POST" else 200)
    cycle, period = form.cleaned_data["cycle"], form.period
    oddities = period_oddities(period, load_last_end(cycle))
    preflight = load_preflight(cycle, period)
    if request.method == "POST" and oddities and not preflight.run and not form.cleaned_data["is_meant"]:
        form.add_error("is_meant", "Tick it if you mean these days, or choose the cycle's period.")
        return _new_page(request, form, preflight, oddities=oddities, is_over=True, status=422)
    if request.method == "POST":
        try:
            run = run_billing(
                billing_cycle=cycle,
                from_date=period.from_date,
                to_date=period.to_date,
                started_at=now,
                actor=request.user,  # type: ignore[arg-type]
            )
        except UnableToRunBilling as error:
            form.add_error(None, sentence(error))
            return _new_page(request, form, None, status=422)
        return redirect("invoicing-staff:bill-run", run.pk)
    is_over = period.to_date <= now.date()
    return _new_page(request, form, preflight, oddities=oddities, is_over=is_over)


def _usual_period(today: date) -> dict[str, Any]:
    """What is billed next in the first cycle: the period after its last run, else the last whole month."""
    cycle = BillingCycle.objects.order_by("code").first()
    if cycle is None:
        return {}
    period = load_next_period(cycle) or monthly_period_of(today.replace(day=1) - timedelta(days=1), 1)
    last_date = period.to_date - timedelta(days=1)
    return {"cycle": cycle.code, "from_date": f"{period.from_date}", "last_date": f"{last_date}"}


def _new_page(
    request: HttpRequest,
    form: NewRunForm,
    preflight: Preflight | None,
    *,
    oddities: tuple[str, ...] = (),
    is_over: bool = False,
    status: int = 200,
) -> HttpResponse:
    obstacles = preflight.obstacles if preflight else ()
    rows = [
        {
            "obstacle": one,
            "words": OBSTACLE_WORDS[one.code],
            "url_name": CURES[one.code][0],
            "query": CURES[one.code][1],
        }
        for one in obstacles
    ]
    context = {
        "form": form,
        "preflight": preflight,
        "obstacles": rows,
        "oddities": oddities,
        "is_over": is_over,
        "over_on": form.period.to_date if preflight else None,
    }
    return render(request, "invoicing/staff/bill_run_new.html", context, status=status)


@require_safe
@allow(*OFFICE)
def bill_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run: how far it is, what it comes to, what to look at, and what may be done."""
    run: Any = get_object_or_404(runs_with_counts(), pk=run_id)
    is_drafting = run.state == BillRun.State.OPEN
    before = None if is_drafting else load_run_before(run)
    is_rehearsal = run.state in (BillRun.State.OPEN, BillRun.State.DRAFTED)
    return render(
        request,
        "invoicing/staff/bill_run.html",
        {
            "run": run,
            "title": run_title(run),
            "status": run_status(run),
            "before": before,
            "before_title": run_title(before) if before else "",
            **_progress(run),
            "is_rehearsal": is_rehearsal,
            "is_drafted": run.state == BillRun.State.DRAFTED,
            "is_drafting": is_drafting,
            **({} if is_drafting else _review(request, run, before)),
            "may_work": has_role(request.user, *BILLING_STAFF),
            "may_approve": has_role(request.user, Role.MANAGER),
            "note": request.GET.get("note", ""),
            "unnoted": unnoted_hold(request),
        },
    )


def _review(request: HttpRequest, run: Any, before: Any | None) -> dict[str, Any]:
    """What is known once all bills are drafted: before, it would be that of some of them."""
    figures = load_run_figures(run)
    changes = load_run_changes(run, before) if before is not None else None
    tiles = (
        run_tiles(figures, load_run_figures(before), _day_count(run), _day_count(before))
        if before is not None
        else run_tiles(figures, None, _day_count(run))
    )
    return {
        "tiles": tiles,
        "changes": changes if changes and changes.compared else None,
        "chart": changes_chart(changes) if changes and changes.compared else None,
        "checks": load_run_checks(run, timezone.now())
        if run.bills <= _CHECKED_AT_ONCE
        else known_run_checks(run),
        "tab": run_tab(request, run, before, figures),
    }


def _day_count(run: BillRun) -> int:
    return (run.to_date - run.from_date).days


@require_safe
@allow(*OFFICE)
def bill_run_checks(request: HttpRequest, run_id: int) -> HttpResponse:
    """The proofs of a run that is too large to compute them with its page."""
    run: Any = get_object_or_404(runs_with_counts(), pk=run_id)
    checks = load_run_checks(run, timezone.now())
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("invoicing-staff:bill-run", run.pk)  # which knows them now
    return render(request, "invoicing/staff/bill_run_checks.html", {"run": run, "checks": checks})


@require_safe
@allow(*OFFICE)
def bill_run_progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far the run is; says when to stop asking, and to load the page anew, once the work is done."""
    run = get_object_or_404(BillRun.objects.select_related("billing_cycle"), pk=run_id)
    progress = _progress(run)
    response = render(
        request,
        "invoicing/staff/bill_run_progress.html",
        {"run": run, **progress},
        status=200 if progress["is_working"] else _STOP_POLLING,
    )
    if not progress["is_working"]:
        response["HX-Refresh"] = "true"
    return response


def _progress(run: BillRun) -> dict[str, Any]:
    is_working = run.state in (BillRun.State.OPEN, BillRun.State.APPROVED)
    pace = load_run_pace(run, timezone.now())
    return {"pace": pace, "pace_note": pace_words(pace, is_working=is_working), "is_working": is_working}
