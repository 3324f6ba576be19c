"""What is asked for a trial, a comparison of two versions, and a move to another plan."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils import timezone

from billing_site.foundation.writing import active_locale, short_day
from invoicing.drafting.billing_periods import DaySpan
from invoicing.models import BillingCycle, Subscription
from invoicing.queries.plan_comparison import MOST_SAMPLED
from invoicing.queries.trial_accounts import MOST_LISTED, AccountFilter
from invoicing.staff.run_words import sentence
from invoicing.trials.trial_months import UnusableMonths, last_months, trial_months
from invoicing.use_cases.propose_plan_move import MoveTerms
from metering.models import ServicePoint
from pricing.models import Plan, PlanVersion

_NUMBERS_BETWEEN: Final = re.compile(r"[\s,;]+")
_LARGEST_SEED: Final = 2**31 - 1
_USUAL_MONTHS: Final = 12
# Django's fields take a type only in its stubs.
if TYPE_CHECKING:
    _VersionChoice = forms.ModelChoiceField[PlanVersion]
    _PlanChoice = forms.ModelChoiceField[Plan]
else:
    _VersionChoice = _PlanChoice = forms.ModelChoiceField


def usual_months(today: date) -> dict[str, str]:
    """The last twelve months that are over, as the months of a form."""
    months = last_months(_USUAL_MONTHS, today)
    return {
        "from_month": f"{months[0].from_date:%Y-%m}",
        "to_month": f"{months[-1].from_date:%Y-%m}",
    }


class VersionField(_VersionChoice):
    """A plan version, told from others by code, number and first day."""

    def __init__(self, **kwargs: Any) -> None:
        versions = PlanVersion.objects.select_related("plan").order_by("plan__code", "-number")
        super().__init__(versions, **kwargs)

    def label_from_instance(self, obj: PlanVersion) -> str:
        """ "AU-ERGON-12D version 2, draft from 1 Dec 2026"."""
        draft = "draft " if obj.state == PlanVersion.State.DRAFT else ""
        return f"{obj.plan.code} version {obj.number}, {draft}from {short_day(obj.effective_from, active_locale())}"


class PlanField(_PlanChoice):
    """A plan by code and name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Plan.objects.order_by("code"), to_field_name="code", **kwargs)


class NumbersField(forms.CharField):
    """Numbers of accounts, one beneath the other or with commas between, as a tuple without doubles."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def clean(self, value: Any) -> tuple[str, ...]:
        """The numbers; a ValidationError when they are too many."""
        numbers = tuple(dict.fromkeys(filter(None, _NUMBERS_BETWEEN.split(super().clean(value) or ""))))
        if len(numbers) > MOST_LISTED:
            raise forms.ValidationError(
                f"These are {len(numbers):,} accounts: list at most {MOST_LISTED:,}, or choose them by plan."
            )
        return numbers


class MonthsForm(forms.Form):
    """Neighbouring months that are over."""

    from_month = forms.DateField(
        label="First month",
        input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
    )
    to_month = forms.DateField(
        label="Last month",
        input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse months that cannot be rated."""
        cleaned: dict[str, Any] = super().clean() or {}
        if {"from_month", "to_month"} <= cleaned.keys():
            try:
                cleaned["months"] = trial_months(
                    cleaned["from_month"], cleaned["to_month"], timezone.now().date()
                )
            except UnusableMonths as error:
                self.add_error("to_month", sentence(error))
        return cleaned

    @property
    def months(self) -> tuple[DaySpan, ...]:
        """The months of a valid form."""
        months: tuple[DaySpan, ...] = self.cleaned_data["months"]
        return months


class TrialForm(MonthsForm):
    """Which versions, on which accounts, for which months."""

    version = VersionField(label="Plan version to try", empty_label=None)
    second_version = VersionField(label="And", required=False, empty_label="no other")
    third_version = VersionField(label="And", required=False, empty_label="no other")
    plan = PlanField(
        label="Instead of plan",
        required=False,
        empty_label="any plan",
        help_text="Only subscriptions to this plan are rated again.",
    )
    cycle = forms.ModelChoiceField(
        BillingCycle.objects.order_by("code"),
        label="Billing cycle",
        to_field_name="code",
        required=False,
        empty_label="any cycle",
    )
    sample_size = forms.IntegerField(
        label="Random sample of",
        min_value=1,
        required=False,
        help_text="Accounts; empty for all.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    sample_seed = forms.IntegerField(
        label="Drawn by number",
        min_value=0,
        max_value=_LARGEST_SEED,
        required=False,
        initial=1,
        help_text="The same number draws the same accounts again.",
    )
    numbers = NumbersField(
        label="Only these accounts",
        required=False,
        help_text="Account numbers, one on each line or with commas between.",
    )
    field_order = [
        *("version", "second_version", "third_version", "plan", "from_month", "to_month"),
        *("cycle", "sample_size", "sample_seed", "numbers"),
    ]

    @property
    def versions(self) -> list[PlanVersion]:
        """The chosen versions, each once."""
        chosen = [self.cleaned_data[name] for name in ("version", "second_version", "third_version")]
        return list(dict.fromkeys(version for version in chosen if version is not None))

    @property
    def accounts(self) -> AccountFilter:
        """The accounts of a valid form."""
        data = self.cleaned_data
        seed = data["sample_seed"]
        return AccountFilter(
            billing_cycle_id=data["cycle"].pk if data["cycle"] else None,
            only_plan_id=data["plan"].pk if data["plan"] else None,
            numbers=data["numbers"],
            sample_size=data["sample_size"],
            sample_seed=1 if seed is None else seed,
        )


class ComparisonForm(MonthsForm):
    """Two versions, and one service point or a few accounts."""

    old = VersionField(label="Compare", empty_label=None)
    new = VersionField(label="With", empty_label=None)
    service_point = forms.CharField(
        label="On service point", required=False, max_length=40, help_text="Empty for a sample of accounts."
    )
    sample_size = forms.IntegerField(
        label="Or on accounts", min_value=1, max_value=MOST_SAMPLED, required=False, initial=50
    )
    field_order = ["old", "new", "from_month", "to_month", "service_point", "sample_size"]

    def clean(self) -> dict[str, Any]:
        """Find the service point."""
        cleaned = super().clean()
        code = (cleaned.get("service_point") or "").strip()
        cleaned["point"] = None
        if code:
            found = list(ServicePoint.objects.select_related("site", "utility").filter(code=code)[:2])
            if not found:
                self.add_error("service_point", f"There is no service point {code}: correct its code.")
            elif len(found) > 1:
                self.add_error("service_point", f"Two utilities have a service point {code}: take another.")
            else:
                cleaned["point"] = found[0]
        elif not cleaned.get("sample_size") and "sample_size" not in self.errors:
            self.add_error("service_point", "Name a service point, or how many accounts to compare on.")
        return cleaned


class MoveForm(forms.Form):
    """From where to where, from which day on, and why."""

    from_plan = PlanField(label="From plan", empty_label=None)
    to_plan = PlanField(label="To plan", empty_label=None)
    effective_date = forms.DateField(
        label="First day on the new plan", widget=forms.DateInput(attrs={"type": "date"})
    )
    role = forms.TypedChoiceField(
        label="Subscriptions of",
        choices=Subscription.Role.choices,
        coerce=int,
        initial=Subscription.Role.SUPPLY,
    )
    cycle = forms.ModelChoiceField(
        BillingCycle.objects.order_by("code"),
        label="Billing cycle",
        to_field_name="code",
        required=False,
        empty_label="any cycle",
    )
    numbers = NumbersField(
        label="Only these accounts",
        required=False,
        help_text="Account numbers, one on each line or with commas between.",
    )
    reason = forms.CharField(
        max_length=300, help_text="Whoever approves the move reads it, and it stays with the move."
    )

    @property
    def terms(self) -> MoveTerms:
        """The terms of a valid form."""
        data = self.cleaned_data
        return MoveTerms(
            from_plan=data["from_plan"],
            to_plan=data["to_plan"],
            effective_date=data["effective_date"],
            reason=data["reason"],
            role=data["role"],
            billing_cycle=data["cycle"],
            numbers=data["numbers"],
        )
