"""Two versions side by side, line by line: on an account of a trial, on a service point, on a few accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import OFFICE, allow
from invoicing.models import Account
from invoicing.queries.plan_comparison import (
    load_compared_account,
    load_compared_point,
    load_compared_sample,
)
from invoicing.queries.plan_trials import load_named_accounts, of_trial
from invoicing.queries.trial_accounts import AccountFilter
from invoicing.staff.addresses import with_parameters
from invoicing.staff.plan_trials import chosen_version, trials_with_versions
from invoicing.staff.trial_forms import ComparisonForm, usual_months
from invoicing.staff.trial_pictures import compared_month_rows, histogram_chart
from invoicing.staff.trial_words import months_words, trial_title
from invoicing.trials.account_effects import sum_of
from invoicing.trials.compared_months import ComparedMonth, lines_of_months
from invoicing.trials.line_comparison import ComparedLine
from pricing.models import PlanVersion


@require_safe
@allow(*OFFICE)
def plan_trial_account(request: HttpRequest, trial_id: int, account_id: int) -> HttpResponse:
    """One account of a trial: its months, and the lines of one month or of all."""
    trial = get_object_or_404(trials_with_versions(), pk=trial_id)
    account = get_object_or_404(
        Account.objects.select_related("customer").filter(of_trial(trial_id)), pk=account_id
    )
    tried = chosen_version(request, trial)
    months = load_compared_account(trial, tried, account.pk)
    return render(
        request,
        "invoicing/staff/plan_trial_account.html",
        {
            "trial": trial,
            "title": trial_title(trial),
            "tried": tried,
            "account": account,
            "old_name": "Now",
            "new_name": str(tried.version),
            "currency": tried.version.plan.currency,
            **_compared(request, months),
        },
    )


@require_safe
@allow(*OFFICE)
def plan_compare(request: HttpRequest) -> HttpResponse:
    """Any two versions on a service point, or on a sample of accounts: rated while you wait, stored nowhere."""
    now = timezone.now()
    if not {"old", "new"} <= request.GET.keys():
        form = ComparisonForm(initial={**usual_months(now.date()), **request.GET.dict()})
        return render(request, "invoicing/staff/plan_compare.html", {"form": form})
    form = ComparisonForm({**usual_months(now.date()), **request.GET.dict()})
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        old, new, point = (form.cleaned_data[name] for name in ("old", "new", "point"))
        context |= {
            "is_compared": True,
            "old_name": str(old),
            "new_name": str(new),
            "currency": new.plan.currency,
            "months_words": months_words(form.months[0].from_date, form.months[-1].to_date),
            "point": point,
        }
        if old.plan.currency != new.plan.currency:
            form.add_error(
                "new",
                f"This one is in {new.plan.currency}, the other in {old.plan.currency}: choose one currency.",
            )
            context["is_compared"] = False
        elif point is not None:
            months = load_compared_point(point, form.months, old, new, now)
            context |= _compared(request, months)
        else:
            context |= _sampled(form, old, new, now)
    return render(request, "invoicing/staff/plan_compare.html", context)


def _sampled(form: ComparisonForm, old: PlanVersion, new: PlanVersion, now: datetime) -> dict[str, Any]:
    accounts = AccountFilter(
        # Two versions of one plan are for those who have it.
        only_plan_id=old.plan_id if old.plan_id == new.plan_id else None,
        sample_size=form.cleaned_data["sample_size"],
    )
    summary, drawn = load_compared_sample(accounts, form.months, old, new, now)
    named = load_named_accounts([*summary.increases, *summary.decreases])
    return {
        "summary": summary,
        "chart": histogram_chart(summary.by_money, new.plan.currency),
        "drawn": drawn,
        "largest": [
            {"account": named[one.account_id], "effect": one}
            for one in sorted({*summary.increases, *summary.decreases}, key=lambda one: -abs(one.change))[:20]
        ],
    }


def _compared(request: HttpRequest, months: Sequence[ComparedMonth]) -> dict[str, Any]:
    """Months, and the lines of the one that the address names, else of all."""
    asked = request.GET.get("month", "")
    shown = [month for month in months if f"{month.month.from_date:%Y-%m}" == asked] or list(months)
    rows = [
        {"row": row, "url": with_parameters(request, month=row.key)} for row in compared_month_rows(months)
    ]
    total = sum_of([month.amounts for month in months if month.amounts is not None])
    change = total.new_net - total.old_net
    return {
        "rows": rows,
        "total": total,
        "change": change,
        "ratio": change / total.old_net if total.old_net > 0 else None,
        "lines": [_line(line) for line in lines_of_months(shown)],
        "shown": months_words(shown[0].month.from_date, shown[-1].month.to_date),
        "is_one_month": len(shown) == 1 and len(months) > 1,
        "all_months_url": with_parameters(request, month=""),
    }


def _line(line: ComparedLine) -> dict[str, Any]:
    parts = [line.bucket and line.bucket.replace("_", " "), f"tier {line.tier}" if line.tier else None]
    return {"line": line, "detail": ", ".join(part for part in parts if part)}
