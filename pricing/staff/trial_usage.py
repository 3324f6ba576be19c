"""Whose usage a draft is tried on, and what the bill would be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from metering.models import ServicePoint
from pricing.models import PlanVersion
from pricing.plan_documents.quotation import counted_metrics
from pricing.plan_documents.sample_usage import PROFILES, LoadProfile
from pricing.plan_documents.trial_bill import (
    BillDifference,
    TrialBill,
    UnableToTryBill,
    bill_difference,
    metered_bill,
    sample_bill,
)
from pricing.queries.metered_runs import load_metered_runs
from pricing.staff.plan_comparison import month_after


class TrialForm(forms.Form):
    """Somebody typical, or a service point; and a month."""

    profile = forms.ChoiceField(
        label="Usage of", choices=[(profile.code, profile.label) for profile in PROFILES], initial="household"
    )
    service_point = forms.CharField(
        label="Service point",
        required=False,
        max_length=100,
        help_text="Its code, to take what was measured there instead.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    month = forms.CharField(label="Month", max_length=7, widget=forms.DateInput(attrs={"type": "month"}))

    def clean_month(self) -> date:
        """Its first day."""
        typed = self.cleaned_data["month"]
        try:
            month = date.fromisoformat(f"{typed}-01")
        except ValueError as error:
            raise forms.ValidationError("Write the month as 2026-10.") from error
        if not 1990 <= month.year <= 2100:
            raise forms.ValidationError("Choose a month from 1990 to 2100.")
        return month

    def clean_service_point(self) -> ServicePoint | None:
        """The one that has the code; utilities may share one, and then "UTILITY/CODE" names it."""
        typed = self.cleaned_data["service_point"].strip()
        if not typed:
            return None
        utility, slash, code = typed.rpartition("/")
        points = ServicePoint.objects.select_related("site", "utility").filter(code=code if slash else typed)
        found = list(points.filter(utility__code=utility)[:2] if slash else points[:2])
        if not found:
            raise forms.ValidationError("There is no such service point.")
        if len(found) > 1:
            raise forms.ValidationError(f"Several utilities have it: write {found[0].utility.code}/{typed}.")
        return found[0]


@dataclass(frozen=True, slots=True)
class Trial:
    """The bill (None: there is none, for the reason), and the difference to a published version on the same usage."""

    bill: TrialBill | None
    reason: str = ""
    other: PlanVersion | None = None
    difference: BillDifference | None = None


def try_bill(form: TrialForm, document: dict[str, Any], other: PlanVersion | None) -> Trial:
    """The bill of the document for the usage that a valid form names, beside that of a published version."""
    try:
        bill = _bill(form, document)
    except UnableToTryBill as error:
        return Trial(None, str(error))
    if other is None:
        return Trial(bill)
    try:
        return Trial(bill, "", other, bill_difference(_bill(form, other.document), bill))
    except UnableToTryBill as error:
        return Trial(bill, str(error), other)


def _bill(form: TrialForm, document: dict[str, Any]) -> TrialBill:
    asked = form.cleaned_data
    month: date = asked["month"]
    point: ServicePoint | None = asked["service_point"]
    if point is None:
        return sample_bill(document, _profile(asked["profile"]), month, month_after(month))
    try:
        runs = load_metered_runs(
            service_point_id=point.pk,
            metrics=counted_metrics(document),
            from_date=month,
            to_date=month_after(month),
        )
    except ValueError as error:
        raise UnableToTryBill(str(error)) from error
    return metered_bill(document, runs, point.site.zone_name, month, month_after(month))


def _profile(code: str) -> LoadProfile:
    return next(profile for profile in PROFILES if profile.code == code)
