"""Which account is supplied where, on which plan."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from billing_site.foundation.admin_forms import MasterDataForm
from billing_site.foundation.admin_pages import MasterDataAdmin
from invoicing.models import Subscription
from invoicing.queries.billed_days import is_billed, load_billed_until


class SubscriptionForm(MasterDataForm):
    """A subscription; what a bill run would stumble over is said here already."""

    def clean(self) -> dict[str, Any] | None:
        """One currency, and no billed day lost."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        account, plan, end = data.get("account"), data.get("plan"), data.get("end_date")
        if account and plan and account.currency != plan.currency:
            self.add_error(
                "plan",
                f"Plan {plan.code} is in {plan.currency}, account {account.number} in {account.currency}: "
                "choose a plan in the account's currency.",
            )
        if end and self.instance.pk:
            billed_until = load_billed_until(self.instance.pk)
            if billed_until and end < billed_until:
                self.add_error(
                    "end_date",
                    f"Move-out lies in days that are on an invoice: write {billed_until} or later, "
                    "or credit the invoice first.",
                )
        return data


@admin.register(Subscription)
class SubscriptionAdmin(MasterDataAdmin):
    """Supplies, the latest first."""

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
    fixed_once_used = ["account", "service_point", "plan", "role", "start_date"]

    def use_of(self, row: Subscription) -> str:
        """An invoice says what was supplied to whom."""
        return "Fixed: days of this subscription are billed." if is_billed(row.pk) else ""

    @admin.display
    def customer(self, row: Subscription) -> str:
        """Whose account it is."""
        return row.account.customer.name
