"""Who delivers readings of which utility."""

from __future__ import annotations

from django.contrib import admin

from billing_site.foundation.admin_pages import MasterDataAdmin
from metering.models import UtilityUploader


@admin.register(UtilityUploader)
class UtilityUploaderAdmin(MasterDataAdmin):
    """Users and the utilities that they upload for."""

    list_display = ["user", "utility"]
    list_select_related = ["user", "utility"]
    raw_id_fields = ["user"]
    search_fields = ["user__username__startswith", "utility__code__startswith"]
    ordering = ["utility__code", "pk"]
