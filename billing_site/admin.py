"""Admin of the site: people."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from billing_site.foundation.admin_pages import RefusesToDeleteReferenced
from billing_site.models import User


@admin.register(User)
class BillingUserAdmin(RefusesToDeleteReferenced, UserAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """People who sign in; somebody who has done anything is deactivated, not deleted."""
