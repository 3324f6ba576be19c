"""Customers, their accounts, and the rhythm on which they are billed."""

from __future__ import annotations

from django.contrib import admin

from billing_site.foundation.admin_cells import page_link
from billing_site.foundation.admin_pages import MasterDataAdmin, ReadOnlyInline
from billing_site.foundation.bulk_data.bulk_data_admin import BulkDataAdmin
from invoicing.models import Account, BillingCycle, Customer, Subscription
from invoicing.resources import AccountResource, CustomerResource


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
class CustomerAdmin(BulkDataAdmin):
    """Persons and firms."""

    resource_classes = [CustomerResource]
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
class AccountAdmin(BulkDataAdmin):
    """What is billed."""

    resource_classes = [AccountResource]
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


@admin.register(BillingCycle)
class BillingCycleAdmin(MasterDataAdmin):
    """Rhythms."""

    list_display = ["code", "name"]
    search_fields = ["code__istartswith"]
    search_texts = [["name"]]
    search_help_text = "Beginning of the code, or words of the name"
    ordering = ["code"]
    sortable_by = ["code", "name"]
