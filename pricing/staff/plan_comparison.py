"""What changed between two versions of a plan, and what it means for somebody typical."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import OFFICE, allow
from billing_site.foundation.writing import active_locale, short_day
from pricing.models import PlanVersion
from pricing.plan_documents.plan_differences import PlanChange, plan_differences
from pricing.plan_documents.sample_usage import PROFILES
from pricing.plan_documents.trial_bill import BillDifference, UnableToTryBill, bill_difference, sample_bill
from pricing.queries.plan_catalogue import PlanEntry, VersionEntry, load_plan_catalogue
from pricing.staff.plans import version_or_404


@dataclass(frozen=True, slots=True)
class Effect:
    """What a profile pays for a month on both; without a bill the reason why there is none."""

    profile: str
    bills: BillDifference | None
    reason: str = ""


class ComparisonForm(forms.Form):
    """Two versions of one plan."""

    old = forms.TypedChoiceField(label="Earlier", coerce=int)
    new = forms.TypedChoiceField(label="Later", coerce=int)

    def __init__(self, *args: Any, entry: PlanEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(version.number, _title(version)) for version in entry.versions]
        for name in ("old", "new"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


@require_safe
@allow(*OFFICE)
def plan_compare(request: HttpRequest, code: str) -> HttpResponse:
    """The changes between any two versions; unasked those from the one in force to the newest."""
    entries = load_plan_catalogue(timezone.now().date(), [code])
    if not entries or not entries[0].versions:
        raise Http404
    entry = entries[0]
    asked = {**_usual(entry), **request.GET.dict()}
    form = ComparisonForm(asked, entry=entry)
    context: dict[str, Any] = {"plan": entry, "form": form}
    if form.is_valid():
        old, new = (version_or_404(code, form.cleaned_data[name]) for name in ("old", "new"))
        context |= {"old": old, "new": new, **comparison(old, new)}
    return render(request, "pricing/staff/plan_compare.html", context, status=422 if form.errors else 200)


def comparison(old: PlanVersion, new: PlanVersion) -> dict[str, Any]:
    """The changes by topic, and their effects in the month in which the newer version begins."""
    month = new.effective_from.replace(day=1)
    return {
        "topics": changes_by_topic(plan_differences(old.document, new.document)),
        "effects": _effects(old.document, new.document, month) if old.pk != new.pk else [],
        "month": month,
        "currency": new.document["currency"],
    }


def changes_by_topic(changes: tuple[PlanChange, ...]) -> list[tuple[str, list[PlanChange]]]:
    """The changes under their topics, both in their order."""
    return [(topic, list(group)) for topic, group in groupby(changes, key=lambda change: change.topic)]


def month_after(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _effects(old: dict[str, Any], new: dict[str, Any], month: date) -> list[Effect]:
    effects = []
    for profile in PROFILES:
        try:
            bills = [sample_bill(one, profile, month, month_after(month)) for one in (old, new)]
        except UnableToTryBill as error:
            effects.append(Effect(profile.label, None, str(error)))
        else:
            effects.append(Effect(profile.label, bill_difference(*bills)))
    return effects


def _usual(entry: PlanEntry) -> dict[str, Any]:
    newest = entry.versions[0]
    current = entry.current or entry.versions[-1]
    if current.number == newest.number and len(entry.versions) > 1:
        current = entry.versions[1]
    return {"old": current.number, "new": newest.number}


def _title(version: VersionEntry) -> str:
    if version.state == PlanVersion.State.DRAFT:
        state = ", draft"
    else:
        state = ", in force" if version.is_current else ""
    return f"Version {version.number}, from {short_day(version.effective_from, active_locale())}{state}"
