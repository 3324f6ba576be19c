"""What a report is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from metering.models import Metric


def first_of_month(day: date, months_before: int = 0) -> date:
    """The first day of the day's month, or of one so many months before it."""
    years, index = divmod(day.year * 12 + day.month - 1 - months_before, 12)
    return date(years, index + 1, 1)


class SpanForm(forms.Form):
    """From a month to a month, both included."""

    from_month = forms.DateField(
        label="From", input_formats=["%Y-%m"], widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"})
    )
    to_month = forms.DateField(
        label="To", input_formats=["%Y-%m"], widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"})
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it begins, or that nobody can look at."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_month"), cleaned.get("to_month")
        if first and last and last < first:
            self.add_error("to_month", "The last month lies before the first: choose a later one.")
        if first and last and (last.year - first.year) > 10:
            self.add_error("from_month", "More than ten years do not fit on a page: choose a later month.")
        return cleaned

    def days(self) -> tuple[date, date]:
        """The first day, and the first day after the span."""
        return self.cleaned_data["from_month"], first_of_month(self.cleaned_data["to_month"], -1)


class LoadForm(forms.Form):
    """A metric and a month."""

    metric: forms.ModelChoiceField[Metric] = forms.ModelChoiceField(
        Metric.objects.order_by("name"), to_field_name="code", empty_label=None
    )
    month = forms.DateField(
        input_formats=["%Y-%m"], widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"})
    )

    def days(self) -> tuple[date, date]:
        """The month's first day, and that of the next."""
        month = self.cleaned_data["month"]
        return month, first_of_month(month, -1)
