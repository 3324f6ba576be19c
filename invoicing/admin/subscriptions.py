"""Which account is supplied where, on which plan."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms.models import model_to_dict
from django.http import HttpRequest
from django.utils import timezone

from billing_site.foundation import audit
from billing_site.foundation.access import actor_of
from billing_site.foundation.admin_forms import MasterDataForm
from billing_site.foundation.bulk_data.bulk_data_admin import BulkDataAdmin
from invoicing.admin.agreements import ContractValueInline, NegotiatedTermInline
from invoicing.models import ContractValue, NegotiatedTerm, Subscription
from invoicing.queries.billed_days import load_billed_until
from invoicing.resources import SubscriptionResource, ends_in_billed_days, other_currency


class SubscriptionForm(MasterDataForm):
    """A subscription; what a bill run would stumble over is said here already."""

    def clean(self) -> dict[str, Any] | None:
        """One currency, and no billed day lost."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        account, plan, end = data.get("account"), data.get("plan"), data.get("end_date")
        if account and plan and account.currency != plan.currency:
            self.add_error("plan", other_currency(plan, account))
        if end and self.instance.pk:
            billed_until = load_billed_until(self.instance.pk)
            if billed_until and end < billed_until:
                self.add_error("end_date", ends_in_billed_days(billed_until))
        return data


def _details(row: ContractValue | NegotiatedTerm) -> dict[str, Any]:
    return {name: value for name, value in model_to_dict(row).items() if name not in ("id", "subscription")}


@admin.register(Subscription)
class SubscriptionAdmin(BulkDataAdmin):
    """Supplies, the latest first."""

    resource_classes = [SubscriptionResource]
    form = SubscriptionForm
    list_display = ["account", "customer", "service_point", "plan", "role", "start_date", "end_date"]
    list_filter = ["role", ("end_date", admin.EmptyFieldListFilter), "plan"]
    list_select_related = ["account__customer", "service_point", "plan"]
    search_fields = ["account__number__istartswith", "service_point__code__istartswith"]
    search_texts = [["account__customer__name", "account__customer__street", "account__customer__city"]]
    search_help_text = (
        "Beginning of the account's number or service point's code, or words of the customer's name"
    )
    ordering = ["-id"]
    autocomplete_fields = ["account", "service_point", "plan"]
    inlines = [ContractValueInline, NegotiatedTermInline]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save what the contract says, and keep in the audit trail who agreed to what."""
        super().save_formset(request, form, formset, change)
        changed = [(row, "CHANGED") for row, _ in formset.changed_objects]
        for row, what in (
            *((row, "ADDED") for row in formset.new_objects),
            *changed,
            *((row, "DELETED") for row in formset.deleted_objects),
        ):
            audit.record(
                action=f"{row._meta.model_name.upper()}_{what}",
                subject=form.instance,
                actor=actor_of(request),
                at=timezone.now(),
                details=_details(row),
            )

    @admin.display
    def customer(self, row: Subscription) -> str:
        """Whose account it is."""
        return row.account.customer.name
