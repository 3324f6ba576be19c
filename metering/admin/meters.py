"""Metrics, meters and channels."""

from __future__ import annotations

from django.contrib import admin

from billing_site.foundation.admin_cells import NOTHING
from billing_site.foundation.admin_pages import MasterDataAdmin
from billing_site.foundation.bulk_data.bulk_data_admin import BulkDataAdmin
from metering.models import Channel, Meter, Metric
from metering.queries.stored_days import load_stored_days
from metering.resources import ChannelResource, MeterResource


@admin.register(Metric)
class MetricAdmin(MasterDataAdmin):
    """What can be measured and priced."""

    list_display = ["code", "name", "unit", "decimals", "aggregation"]
    search_fields = ["code__istartswith"]
    search_texts = [["name"]]
    search_help_text = "Beginning of the code, or words of the name"
    ordering = ["code"]
    sortable_by = ["code", "name"]
    fixed_once_used = ["unit", "decimals", "aggregation"]

    def use_of(self, row: Metric) -> str:
        """Stored quantities are whole numbers of the unit's decimal part."""
        return "Fixed: channels measure it." if row.channels.exists() else ""


@admin.register(Meter)
class MeterAdmin(BulkDataAdmin):
    """The devices."""

    resource_classes = [MeterResource]
    list_display = ["serial", "utility"]
    list_filter = ["utility"]
    list_select_related = ["utility"]
    search_fields = ["serial__istartswith"]
    search_help_text = "Beginning of the serial number"
    ordering = ["-id"]
    autocomplete_fields = ["utility"]


@admin.register(Channel)
class ChannelAdmin(BulkDataAdmin):
    """The streams of readings, and which days of them are stored."""

    resource_classes = [ChannelResource]
    list_display = ["channel", "service_point", "code", "metric", "meter", "step_minutes", "kind"]
    list_filter = ["metric", "kind"]
    list_select_related = ["service_point", "metric", "meter"]
    search_fields = [
        *("service_point__code__istartswith", "meter__serial__istartswith"),
        "service_point__site__code__istartswith",
    ]
    search_texts = [["service_point__site__name", "service_point__site__street", "service_point__site__city"]]
    search_help_text = (
        "Beginning of the code of service point or site or of the meter's serial, or words of the address"
    )
    ordering = ["-id"]
    autocomplete_fields = ["service_point", "metric", "meter"]
    fields = ["service_point", "code", "metric", "meter", "step_minutes", "kind", "stored"]
    readonly_fields = ["stored"]

    @admin.display
    def channel(self, row: Channel) -> str:
        """Service point and code."""
        return str(row)

    @admin.display(description="readings stored")
    def stored(self, row: Channel) -> str:
        """From when to when, and how many days are missing in between."""
        days = load_stored_days(row.pk) if row.pk else None
        if days is None:
            return NOTHING
        return (
            f"{days.first_date} to {days.last_date}: {_number_of_days(days.day_count)}, "
            f"{_number_of_days(days.gap_count)} missing in between"
        )


def _number_of_days(number: int) -> str:
    return "1 day" if number == 1 else f"{number:,} days"
