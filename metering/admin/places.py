"""Utilities, sites and service points."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import ValidationError

from billing_site.foundation.admin_cells import page_link
from billing_site.foundation.admin_forms import MasterDataForm
from billing_site.foundation.admin_pages import MasterDataAdmin, ReadOnlyInline
from billing_site.foundation.bulk_data.bulk_data_admin import BulkDataAdmin
from metering.models import Channel, ServicePoint, Site, Utility
from metering.resources import ServicePointResource, SiteResource, check_zone_name


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
            check_zone_name(zone_name)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return zone_name


@admin.register(Site)
class SiteAdmin(BulkDataAdmin):
    """Where the service points are."""

    resource_classes = [SiteResource]
    form = SiteForm
    list_display = ["code", "name", "street", "city", "zone_name"]
    list_display_links = ["code", "name"]
    search_fields = ["code__istartswith"]
    search_texts = [["name", "street", "city"]]
    search_help_text = "Beginning of the code, or words of name, street and city"
    ordering = ["code"]
    sortable_by = ["code"]


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
class ServicePointAdmin(BulkDataAdmin):
    """Where service is delivered, and what is measured there."""

    resource_classes = [ServicePointResource]
    list_display = ["code", "utility", "site", "street", "city"]
    list_filter = ["utility"]
    list_select_related = ["utility", "site"]
    search_fields = ["code__istartswith", "site__code__istartswith"]
    search_texts = [["site__name", "site__street", "site__city"]]
    search_help_text = "Beginning of the code or the site's code, or words of the site's name and address"
    ordering = ["-id"]
    autocomplete_fields = ["utility", "site"]
    inlines = [ChannelInline]

    @admin.display
    def street(self, row: ServicePoint) -> str:
        """The site's street."""
        return row.site.street

    @admin.display
    def city(self, row: ServicePoint) -> str:
        """The site's city."""
        return row.site.city
