"""The queue of findings in an address: what is shown, and the way from one finding to the next."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from metering.models import ReadingFinding, Utility
from metering.queries.finding_queue import FindingFilter
from metering.vee.findings import Rule
from metering.vee.rule_texts import rule_text

_State = ReadingFinding.State
_FIELDS = ("state", "severity", "rule", "utility", "q")


class QueueFilterForm(forms.Form):
    """What the queue is narrowed to; a field that makes no sense narrows nothing."""

    q = forms.CharField(label="Service point begins with", required=False, max_length=40)
    utility = forms.ModelChoiceField(Utility.objects.order_by("name"), required=False, empty_label="all")
    rule = forms.ChoiceField(
        choices=[("", "all"), *((rule.value, rule_text(rule.value).title) for rule in Rule)],
        required=False,
        widget=forms.HiddenInput,
    )
    severity = forms.ChoiceField(
        choices=[("", "all"), *ReadingFinding.Severity.choices], required=False, widget=forms.HiddenInput
    )
    state = forms.ChoiceField(choices=[("", "open"), (_State.RESOLVED, "resolved")], required=False)


class QueueAddress:
    """The filter of an address, and addresses with the same or another filter."""

    def __init__(self, query: QueryDict) -> None:
        self.form = QueueFilterForm(query)
        self.form.is_valid()
        found: dict[str, Any] = self.form.cleaned_data
        utility = found.get("utility")
        self.filter = FindingFilter(
            state=found.get("state") or _State.OPEN,
            severity=found.get("severity") or "",
            rule=found.get("rule") or "",
            utility_id=utility.pk if utility else None,
            service_point=(found.get("q") or "").strip(),
        )
        self._parameters = {
            name: str(query[name]) for name in _FIELDS if query.get(name) and name not in self.form.errors
        }

    @property
    def query(self) -> str:
        """The filter as a query string, without the page."""
        return self._with({})

    def list_url(self, **changes: str) -> str:
        """The list under this filter with these changes."""
        return self._at(reverse("metering-staff:finding-list"), changes)

    def finding_url(self, finding: ReadingFinding) -> str:
        """The finding's page, from which the way leads on under the same filter."""
        return self._at(reverse("metering-staff:finding", args=[finding.pk]), {})

    def _at(self, path: str, changes: dict[str, str]) -> str:
        query = self._with(changes)
        return f"{path}?{query}" if query else path

    def _with(self, changes: dict[str, str]) -> str:
        parameters = QueryDict(mutable=True)
        parameters.update({name: value for name, value in {**self._parameters, **changes}.items() if value})
        return parameters.urlencode()
