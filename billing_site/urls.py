"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from billing_site import api_key_detail_page, api_keys_page, gallery, home, search

urlpatterns = [
    path("", home.home, name="home"),
    path("alive", home.alive, name="alive"),
    path("language", login_not_required(require_POST(set_language)), name="set-language"),
    path("accounts/", include("allauth.urls")),
    # One door for everybody, with its second factor and its rate limits.
    path("admin/login/", home.admin_door),
    path("admin/", admin.site.urls),
    path("api/v1/", include("billing_site.api_urls")),
    path("staff/api-keys/", api_keys_page.api_key_list, name="api-key-list"),
    path("staff/api-keys/new", api_keys_page.api_key_new, name="api-key-new"),
    path("staff/api-keys/<int:key_id>/", api_key_detail_page.api_key_detail, name="api-key"),
    path(
        "staff/api-keys/<int:key_id>/networks",
        api_key_detail_page.api_key_networks,
        name="api-key-networks",
    ),
    path("staff/api-keys/<int:key_id>/roll", api_keys_page.api_key_roll, name="api-key-roll"),
    path("staff/api-keys/<int:key_id>/revoke", api_keys_page.api_key_revoke, name="api-key-revoke"),
    path("staff/search", search.search, name="search"),
    path("staff/", include("reports.staff.urls")),
    path("staff/", include("metering.staff.urls")),
    path("staff/", include("pricing.staff.urls")),
    path("staff/", include("invoicing.staff.urls")),
    path("portal/", include("invoicing.portal.urls")),
    path("portal/", include("reports.portal.urls")),
]

if settings.DEBUG:
    urlpatterns += [
        path("gallery/", gallery.gallery, name="ui-gallery"),
        path("gallery/portal/", gallery.gallery, {"shell": "portal"}, name="ui-gallery-portal"),
    ]
