"""Payments and held bills: to read; the office works on its own pages."""

from __future__ import annotations

from django.contrib import admin

from billing_site.foundation.admin_pages import HistoryAdmin
from invoicing.models import BillHold, Payment, PaymentAllocation, PaymentReversal


@admin.register(Payment)
class PaymentAdmin(HistoryAdmin):
    """Payments, the latest first."""

    list_display = ["reference", "source", "account", "amount", "currency", "received_date"]
    list_filter = ["source"]
    list_select_related = ["account"]
    search_fields = ["reference__startswith", "account__number__startswith"]
    ordering = ["-pk"]


@admin.register(PaymentAllocation)
class PaymentAllocationAdmin(HistoryAdmin):
    """Which part of a payment settles which invoice."""

    list_display = ["payment", "invoice", "amount", "allocated_at", "released_at"]
    list_select_related = ["payment", "invoice"]
    search_fields = ["invoice__number__startswith"]
    ordering = ["-pk"]


@admin.register(PaymentReversal)
class PaymentReversalAdmin(HistoryAdmin):
    """Payments that the bank took back."""

    list_display = ["payment", "reversal_date", "reason", "reversed_at"]
    list_select_related = ["payment"]
    search_fields = ["payment__reference__startswith"]
    ordering = ["-pk"]


@admin.register(BillHold)
class BillHoldAdmin(HistoryAdmin):
    """Bills that somebody is to look at before they go out."""

    list_display = ["invoice", "code", "reason", "held_at", "released_at", "released_by"]
    list_filter = ["code"]
    list_select_related = ["invoice"]
    search_fields = ["invoice__account__number__startswith"]
    ordering = ["-pk"]
