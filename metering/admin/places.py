"""Utilities, sites and service points."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import ValidationError

from billing_site.foundation.admin_cells import page_link
from billing_site.foundation.admin_forms import MasterDataForm
from billing_site.foundation.admin_pages import MasterDataAdmin, ReadOnlyInline
from metering.models import Channel, ServicePoint, Site, Utility
from metering.queries.stored_days import have_stored_days
from metering.usage.local_calendar import LocalCalendar, UnknownTimeZone


@admin.register(Utility)
class UtilityAdmin(MasterDataAdmin):
    """Who sends readings."""

    list_display = ["code", "name"]
    search_fields = ["code__istartswith"]
    search_texts = [["name"]]
    search_help_text = "Beginning of the code, or words of the name"
    ordering = ["code"]
    sortable_by = ["code", "name"]


class SiteForm(MasterDataForm):
    """A site, its time zone checked while somebody is there to correct it."""

    def clean_zone_name(self) -> str:
        """A time zone that has days to cut."""
        zone_name: str = self.cleaned_data["zone_name"]
        try:
            LocalCalendar(zone_name)
        except UnknownTimeZone as error:
            raise ValidationError(f"{error}: correct the name.") from error
        return zone_name


@admin.register(Site)
class SiteAdmin(MasterDataAdmin):
    """Where the service points are."""

    form = SiteForm
    list_display = ["code", "name", "street", "city", "zone_name"]
    list_display_links = ["code", "name"]
    search_fields = ["code__istartswith"]
    search_texts = [["name", "street", "city"]]
    search_help_text = "Beginning of the code, or words of name, street and city"
    ordering = ["code"]
    sortable_by = ["code"]
    fixed_once_used = ["zone_name"]

    def use_of(self, row: Site) -> str:
        """Readings are stored by local day."""
        if have_stored_days(Channel.objects.filter(service_point__site=row)):
            return "Fixed: readings of this site are stored by its local days."
        return ""


class ChannelInline(ReadOnlyInline):
    """What is measured at a service point."""

    model = Channel
    fields = ["channel", "metric", "meter", "step_minutes"]
    readonly_fields = ["channel"]
    ordering = ["code"]
    list_select_related = ["service_point", "metric", "meter"]

    @admin.display
    def channel(self, row: Channel) -> str:
        """Its code, as a link."""
        return page_link(row, row.code)


@admin.register(ServicePoint)
class ServicePointAdmin(MasterDataAdmin):
    """Where service is delivered, and what is measured there."""

    list_display = ["code", "utility", "site", "street", "city"]
    list_filter = ["utility"]
    list_select_related = ["utility", "site"]
    search_fields = ["code__istartswith", "site__code__istartswith"]
    search_texts = [["site__name", "site__street", "site__city"]]
    search_help_text = "Beginning of the code or the site's code, or words of the site's name and address"
    ordering = ["-id"]
    autocomplete_fields = ["utility", "site"]
    inlines = [ChannelInline]
    fixed_once_used = ["site"]

    def use_of(self, row: ServicePoint) -> str:
        """Another site could have other local days."""
        if have_stored_days(row.channels.all()):
            return "Fixed: readings are stored by the local days of this site."
        return ""

    @admin.display
    def street(self, row: ServicePoint) -> str:
        """The site's street."""
        return row.site.street

    @admin.display
    def city(self, row: ServicePoint) -> str:
        """The site's city."""
        return row.site.city
