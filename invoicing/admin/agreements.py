"""What a contract says of a subscription, as tables on the subscription's page."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import JSONField
from django.forms import BaseInlineFormSet, Textarea

from billing_site.foundation.admin_forms import MasterDataForm
from invoicing.models import ContractValue, NegotiatedTerm
from invoicing.queries.negotiated_terms import days_from, load_lasting_pointer
from pricing.plan_documents.overriding import UnableToOverride


class OneAtATime(BaseInlineFormSet):  # type: ignore[type-arg]  # generic in the stubs only
    """All rows of a subscription stand in one form, so what the database excludes is looked for among them.

    Against the stored rows alone, ending one and adding the next at once would be refused.
    """

    named_by: ClassVar[str]

    def clean(self) -> None:
        """Two rows of one name do not hold on the same day."""
        super().clean()
        spans = defaultdict(list)
        for form in self.forms:
            data = form.cleaned_data if form.is_valid() else {}
            if data and not data.get("DELETE") and data.get("from_date"):
                span = days_from(data["from_date"], data.get("to_date"))
                if span is not None:
                    spans[data[self.named_by]].append((span, form))
        for name, of_name in spans.items():
            of_name.sort(key=lambda found: found[0])
            for (earlier, _), (later, form) in pairwise(of_name):
                if earlier.overlap(later):
                    form.add_error(
                        "from_date",
                        f"Another row for {name} holds on some of these days: "
                        "end that one first, or choose days after it.",
                    )


class _ContractValues(OneAtATime):
    named_by = "name"


class _NegotiatedTerms(OneAtATime):
    named_by = "pointer"


class ContractValueForm(MasterDataForm):
    """A value without the zeros that the column adds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["value"] = f"{self.instance.value.normalize():f}"


class NegotiatedTermForm(MasterDataForm):
    """A term that fits the plan on all of its days."""

    def clean(self) -> dict[str, Any] | None:
        """Say at the term what a bill run would say; keep it by codes, which outlast the order of a list."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        pointer, first = data.get("pointer"), data.get("from_date")
        days = days_from(first, data.get("to_date")) if first else None
        if not pointer or days is None or "value" not in data or not self.instance.subscription_id:
            return data
        plan_id = self.instance.subscription.plan_id
        try:
            data["pointer"] = load_lasting_pointer(plan_id, pointer, data["value"], days)
        except UnableToOverride as error:
            self.add_error("pointer", str(error))
        return data


class ContractValueInline(admin.TabularInline):  # type: ignore[type-arg]  # generic in the stubs only
    """Contracted kW, seats, fuse: by the name that the plan counts them by."""

    model = ContractValue
    form = ContractValueForm
    formset = _ContractValues
    extra = 0
    ordering = ("name", "from_date")


class NegotiatedTermInline(admin.StackedInline):  # type: ignore[type-arg]  # generic in the stubs only
    """Single values of the plan that are other ones for this customer."""

    model = NegotiatedTerm
    form = NegotiatedTermForm
    formset = _NegotiatedTerms
    fields = ("pointer", "value", ("from_date", "to_date"), "reason", "agreed_by")
    formfield_overrides: ClassVar[dict[Any, Any]] = {JSONField: {"widget": Textarea(attrs={"rows": 2})}}
    extra = 0
    ordering = ("pointer", "from_date")
