"""Who sees which account in the portal."""

from __future__ import annotations

from django.contrib import admin

from billing_site.foundation.admin_pages import MasterDataAdmin
from invoicing.models import PortalAccess


@admin.register(PortalAccess)
class PortalAccessAdmin(MasterDataAdmin):
    """Users and the accounts that they see."""

    list_display = ["user", "account"]
    list_select_related = ["user", "account"]
    raw_id_fields = ["user", "account"]
    search_fields = ["account__number__startswith", "user__username__startswith"]
    ordering = ["account__number", "pk"]
