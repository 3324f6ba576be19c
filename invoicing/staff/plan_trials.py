"""Trials of plan versions on past usage: the list, a new one, and what one tells."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing_site.foundation.access import BILLING_STAFF, OFFICE, Role, actor_of, allow, has_role
from billing_site.foundation.csv_download import csv_response
from billing_site.foundation.keyset_pages import keyset_page
from invoicing.models import PlanTrial, TrialRefusal, TriedVersion
from invoicing.queries.plan_trials import (
    load_month_sums,
    load_named_accounts,
    load_refusal_counts,
    load_segment_names,
    load_trial_pace,
    load_trial_summary,
    load_usage_metric,
    trial_rows,
)
from invoicing.staff.addresses import with_parameters
from invoicing.staff.run_words import sentence
from invoicing.staff.trial_forms import TrialForm, usual_months
from invoicing.staff.trial_pictures import band_names, histogram_chart, month_sum_rows, segment_rows
from invoicing.staff.trial_words import (
    months_words,
    selection_words,
    trial_pace_words,
    trial_status,
    trial_title,
)
from invoicing.trials.account_effects import AccountEffect
from invoicing.trials.trial_summary import TrialSummary
from invoicing.use_cases.cancel_plan_trial import UnableToCancelPlanTrial, cancel_plan_trial
from invoicing.use_cases.start_plan_trial import UnableToStartPlanTrial, start_plan_trial
from pricing.models import PlanVersion

_STOP_POLLING: Final = 286
_TRIALS_SHOWN: Final = 24
_REFUSALS_SHOWN: Final = 50
_CSV_HEAD: Final = (
    *("account", "customer", "plan", "utility", "months", "now_net", "tried_net", "now_tax", "tried_tax"),
    *("usage", "not_rated_because"),
)


def trials_with_versions() -> QuerySet[PlanTrial]:
    """Trials with all that their titles need."""
    versions = TriedVersion.objects.select_related("version__plan").order_by("position")
    return PlanTrial.objects.select_related("only_plan", "billing_cycle").prefetch_related(
        Prefetch("tried_versions", versions)
    )


def chosen_version(request: HttpRequest, trial: PlanTrial) -> TriedVersion:
    """The version of the trial whose position the address names, else the first; 404 for one that is not there."""
    versions = list(trial.tried_versions.all())
    asked = request.GET.get("version", "1")
    for one in versions:
        if str(one.position) == asked:
            one.trial = trial
            return one
    raise Http404


@require_safe
@allow(*OFFICE)
def plan_trial_list(request: HttpRequest) -> HttpResponse:
    """Trials, the latest first."""
    page = keyset_page(trials_with_versions(), ("-pk",), request.GET.get("page", ""), _TRIALS_SHOWN)
    return render(
        request,
        "invoicing/staff/plan_trial_list.html",
        {
            "rows": [_row(trial) for trial in page.rows],
            "newer_url": with_parameters(request, page=page.newer) if page.newer else "",
            "older_url": with_parameters(request, page=page.older) if page.older else "",
            "may_start": has_role(request.user, *BILLING_STAFF),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def plan_trial_new(request: HttpRequest) -> HttpResponse:
    """Choose versions, accounts and months; start."""
    now = timezone.now()
    if request.method != "POST":
        form = TrialForm(initial={**usual_months(now.date()), **_from_version(request)})
        return render(request, "invoicing/staff/plan_trial_new.html", {"form": form})
    form = TrialForm(request.POST)
    if form.is_valid():
        try:
            trial = start_plan_trial(
                versions=form.versions,
                months=form.months,
                accounts=form.accounts,
                started_at=now,
                actor=actor_of(request),
            )
        except UnableToStartPlanTrial as error:
            form.add_error(None, sentence(error))
        else:
            return redirect("invoicing-staff:plan-trial", trial.pk)
    return render(request, "invoicing/staff/plan_trial_new.html", {"form": form}, status=422)


@require_safe
@allow(*OFFICE)
def plan_trial(request: HttpRequest, trial_id: int) -> HttpResponse:
    """One trial: how far it is, and once it has ended what it tells."""
    trial = get_object_or_404(trials_with_versions(), pk=trial_id)
    tried = chosen_version(request, trial)
    is_working = trial.state == PlanTrial.State.OPEN
    return render(
        request,
        "invoicing/staff/plan_trial.html",
        {
            **_row(trial),
            "tried": tried,
            "plan": tried.version.plan,
            "currency": tried.version.plan.currency,
            "versions": [
                {"tried": one, "url": with_parameters(request, version=str(one.position))}
                for one in trial.tried_versions.all()
            ],
            "is_changed": tried.content_hash != tried.version.content_hash,
            "is_working": is_working,
            "may_cancel": is_working and has_role(request.user, *BILLING_STAFF),
            "may_move": has_role(request.user, Role.MANAGER) and tried.version.state == "PUBLISHED",
            **_progress(trial),
            **({} if is_working else _findings(request, tried)),
        },
    )


@require_safe
@allow(*OFFICE)
def plan_trial_progress(request: HttpRequest, trial_id: int) -> HttpResponse:
    """How far the trial is; says when to stop asking, and to load the page anew."""
    trial = get_object_or_404(PlanTrial, pk=trial_id)
    is_working = trial.state == PlanTrial.State.OPEN
    context = {"trial": trial, "is_working": is_working, **_progress(trial)}
    response = render(
        request,
        "invoicing/staff/plan_trial_progress.html",
        context,
        status=200 if is_working else _STOP_POLLING,
    )
    if not is_working:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@allow(*BILLING_STAFF)
def plan_trial_cancel(request: HttpRequest, trial_id: int) -> HttpResponse:
    """Stop rating."""
    trial = get_object_or_404(PlanTrial, pk=trial_id)
    try:
        cancel_plan_trial(trial=trial, cancelled_at=timezone.now(), actor=actor_of(request))
    except UnableToCancelPlanTrial as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, "The trial is cancelled. What was rated by then is shown.")
    return redirect("invoicing-staff:plan-trial", trial.pk)


@require_safe
@allow(*OFFICE)
def plan_trial_csv(request: HttpRequest, trial_id: int) -> HttpResponseBase:
    """Every account of the trial by one of its versions."""
    trial = get_object_or_404(trials_with_versions(), pk=trial_id)
    tried = chosen_version(request, trial)
    name = f"trial-{trial.pk}-{tried.version.plan.code}-{tried.version.number}"
    return csv_response(name, _CSV_HEAD, trial_rows(tried))


def _row(trial: PlanTrial) -> dict[str, Any]:
    return {
        "trial": trial,
        "title": trial_title(trial),
        "status": trial_status(trial),
        "months": months_words(trial.from_date, trial.to_date),
        "selection": selection_words(trial),
    }


def _from_version(request: HttpRequest) -> dict[str, Any]:
    """A version named in the address, tried instead of its own plan."""
    asked = request.GET.get("version", "")
    version = (
        PlanVersion.objects.select_related("plan").filter(pk=asked).first() if asked.isdecimal() else None
    )
    return {} if version is None else {"version": version.pk, "plan": version.plan.code}


def _progress(trial: PlanTrial) -> dict[str, Any]:
    pace = load_trial_pace(trial, timezone.now())
    is_working = trial.state == PlanTrial.State.OPEN
    return {"pace": pace, "pace_note": trial_pace_words(pace, is_working=is_working)}


def _findings(request: HttpRequest, tried: TriedVersion) -> dict[str, Any]:
    summary = load_trial_summary(tried)
    currency = tried.version.plan.currency
    plans, utilities = load_segment_names(summary)
    metric, unit = load_usage_metric(tried)
    is_percent = request.GET.get("by") == "percent"
    refusals = TrialRefusal.objects.filter(tried=tried).select_related("account__customer")
    labels = dict(TrialRefusal.Code.choices)
    return {
        "summary": summary,
        "is_percent": is_percent,
        "chart": histogram_chart(
            summary.by_percent if is_percent else summary.by_money, "%" if is_percent else currency
        ),
        "by_money_url": with_parameters(request, by=""),
        "by_percent_url": with_parameters(request, by="percent"),
        "month_rows": month_sum_rows(load_month_sums(tried)),
        "segments": [
            {"name": "Plan now", "rows": segment_rows(summary.by_plan, plans)},
            {"name": "Utility", "rows": segment_rows(summary.by_utility, utilities)},
            {
                "name": f"{metric or 'Usage'} a month, in quarters of the accounts",
                "rows": segment_rows(summary.by_band, band_names(summary.band_bounds, unit)),
            },
        ],
        "largest": _largest(summary),
        "reasons": [(labels[code], none, some) for code, none, some in load_refusal_counts(tried)],
        "refusals": refusals.order_by("-months", "account__number")[:_REFUSALS_SHOWN],
    }


def _largest(summary: TrialSummary) -> list[dict[str, Any]]:
    """The two lists of accounts with the largest changes, named."""
    accounts = load_named_accounts([*summary.increases, *summary.decreases])

    def named(effects: tuple[AccountEffect, ...]) -> list[dict[str, Any]]:
        return [{"account": accounts[one.account_id], "effect": one} for one in effects]

    return [
        {"title": "Would pay most more", "id": "more", "rows": named(summary.increases)},
        {"title": "Would pay most less", "id": "less", "rows": named(summary.decreases)},
    ]
