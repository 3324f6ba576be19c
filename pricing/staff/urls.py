"""Plans, for the office."""

from django.urls import path

from pricing.staff import plans, urdb_import

app_name = "pricing-staff"
urlpatterns = [
    path("plans/", plans.plan_list, name="plan-list"),
    path("plans/import/urdb/", urdb_import.urdb_import, name="urdb-import"),
    path("plans/<str:code>/", plans.plan, name="plan"),
    path("plans/<str:code>/versions/<int:number>/", plans.plan, name="plan-version"),
    path("plans/<str:code>/versions/<int:number>/document", plans.plan_document, name="plan-document"),
]
