"""Every address of the API, its description, and the page to try it on."""

from django.urls import include, path

from billing_site import api_pages

urlpatterns = [
    path("", include("metering.api.urls")),
    path("", include("pricing.api.urls")),
    path("", include("invoicing.api.urls")),
    path("openapi.json", api_pages.description, name="api-description"),
    path("docs", api_pages.try_it, name="api-docs"),
]
