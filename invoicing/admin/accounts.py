"""Customers, their accounts, and the rhythm on which they are billed."""

from __future__ import annotations

from django.contrib import admin

from billing_site.foundation.admin_cells import page_link
from billing_site.foundation.admin_pages import MasterDataAdmin, ReadOnlyInline
from invoicing.models import Account, BillingCycle, Customer, Subscription


class AccountInline(ReadOnlyInline):
    """The accounts of a customer."""

    model = Account
    fields = ["account", "billing_cycle", "currency", "payment_days"]
    readonly_fields = ["account"]
    ordering = ["number"]
    list_select_related = ["billing_cycle"]

    @admin.display
    def account(self, row: Account) -> str:
        """Its number, as a link."""
        return page_link(row)


@admin.register(Customer)
class CustomerAdmin(MasterDataAdmin):
    """Persons and firms."""

    list_display = ["number", "name", "email", "street", "city"]
    list_display_links = ["number", "name"]
    search_fields = ["number__istartswith", "email__istartswith"]
    search_texts = [["name", "street", "city"]]
    search_help_text = "Beginning of the number or e-mail address, or words of name, street and city"
    ordering = ["number"]
    sortable_by = ["number"]
    inlines = [AccountInline]


class SubscriptionInline(ReadOnlyInline):
    """What an account is supplied with."""

    model = Subscription
    fields = ["supply", "plan", "role", "start_date", "end_date"]
    readonly_fields = ["supply"]
    ordering = ["-start_date"]
    list_select_related = ["account", "service_point", "plan"]

    @admin.display(description="subscription")
    def supply(self, row: Subscription) -> str:
        """Where it is, as a link."""
        return page_link(row, f"at {row.service_point}")


@admin.register(Account)
class AccountAdmin(MasterDataAdmin):
    """What is billed."""

    list_display = ["number", "customer", "billing_cycle", "currency", "language", "payment_days"]
    list_filter = ["billing_cycle", "language"]
    list_select_related = ["customer", "billing_cycle"]
    search_fields = ["number__istartswith", "customer__number__istartswith", "customer__email__istartswith"]
    search_texts = [["customer__name", "customer__street", "customer__city"]]
    search_help_text = (
        "Beginning of the account's or customer's number or e-mail address, or words of the name"
    )
    ordering = ["number"]
    sortable_by = ["number"]
    autocomplete_fields = ["customer"]
    inlines = [SubscriptionInline]
    fixed_once_used = ["currency"]

    def use_of(self, row: Account) -> str:
        """Its invoices and ledger are in this currency."""
        return "Fixed: this account has invoices." if row.invoices.exists() else ""


@admin.register(BillingCycle)
class BillingCycleAdmin(MasterDataAdmin):
    """Rhythms."""

    list_display = ["code", "name"]
    search_fields = ["code__istartswith"]
    search_texts = [["name"]]
    search_help_text = "Beginning of the code, or words of the name"
    ordering = ["code"]
    sortable_by = ["code", "name"]
