"""Indices with their prices, and the peaks of systems, in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Max, Min, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from billing_site.foundation.access import actor_of
from billing_site.foundation.admin_forms import MasterDataForm
from billing_site.foundation.admin_pages import HistoryAdmin, MasterDataAdmin
from pricing.models import IndexRevision, PriceIndex, SystemPeak
from pricing.use_cases.record_system_peak import record_system_peak
from pricing.use_cases.withdraw_system_peaks import withdraw_system_peaks


@admin.register(PriceIndex)
class PriceIndexAdmin(MasterDataAdmin):
    """Indices by code; their prices come by `manage.py load_index_prices`."""

    list_display = ["code", "name", "zone", "step_minutes", "currency", "unit"]
    search_fields = ["code__istartswith", "name__istartswith"]
    ordering = ["code"]
    fixed_once_used = ("code", "step_minutes", "unit", "currency", "decimals")

    def use_of(self, row: PriceIndex) -> str:
        """Stored prices have their meaning from these."""
        return "It is fixed: there are prices of this index." if row.revisions.exists() else ""


@admin.register(IndexRevision)
class IndexRevisionAdmin(HistoryAdmin):
    """What prices came when, the latest first."""

    list_display = ["index", "name", "first_day", "last_day", "day_count", "received_at"]
    list_filter = ["index"]
    list_select_related = ["index"]
    ordering = ["-received_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Revisions with the days that they have prices of."""
        revisions: QuerySet[Any] = super().get_queryset(request)
        days = {"first": Min("days__date"), "last": Max("days__date"), "count": Count("days")}
        with_days: QuerySet[Any] = revisions.annotate(**days)
        return with_days

    @admin.display(description="from")
    def first_day(self, row: Any) -> Any:
        """The first UTC day."""
        return row.first

    @admin.display(description="to")
    def last_day(self, row: Any) -> Any:
        """The last UTC day."""
        return row.last

    @admin.display(description="days")
    def day_count(self, row: Any) -> int:
        """How many days have prices."""
        return int(row.count)


class SystemPeakForm(MasterDataForm):
    """A peak; that it is recorded already is said here, for the form does not hold what the database looks at."""

    def clean(self) -> dict[str, Any] | None:
        """One peak of a name begins at an instant."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        key = {name: data.get(name) for name in ("name", "starts_at")}
        if all(key.values()) and SystemPeak.objects.filter(**key, withdrawn_at=None).exists():
            self.add_error("starts_at", "This peak is recorded already: take it back first to correct it.")
        return data


@admin.register(SystemPeak)
class SystemPeakAdmin(MasterDataAdmin):
    """Peaks by name, the latest first: recorded, or taken back, but never changed."""

    list_display = ["name", "starts_at", "ends_at", "recorded_at", "withdrawn_at"]
    list_filter = ["name"]
    search_fields = ["name__istartswith"]
    ordering = ["-starts_at", "name", "-pk"]
    form = SystemPeakForm
    fields = ["name", "starts_at", "ends_at"]
    actions = ["take_back"]

    def has_change_permission(self, request: HttpRequest, obj: SystemPeak | None = None) -> bool:
        """A wrong one is taken back and recorded anew."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SystemPeak | None = None) -> bool:
        """Bills may be explained by it."""
        return False

    def has_take_back_permission(self, request: HttpRequest) -> bool:
        """Whoever records may take back."""
        return self.has_add_permission(request)

    def save_model(self, request: HttpRequest, obj: SystemPeak, form: Any, change: bool) -> None:
        """Record it."""
        record_system_peak(peak=obj, recorded_at=timezone.now(), actor=actor_of(request))

    @admin.action(description="Take the selected peaks back", permissions=["take_back"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[SystemPeak]) -> None:
        """Bills from now on do not count them."""
        ids = list(queryset.values_list("pk", flat=True))
        count = withdraw_system_peaks(peak_ids=ids, withdrawn_at=timezone.now(), actor=actor_of(request))
        self.message_user(request, f"{count} peak(s) taken back.", messages.SUCCESS)
