"""The API's addresses of plans and previews."""

from django.urls import path

from pricing.api import plans, rate_previews

urlpatterns = [
    path("plans", plans.Plans.as_view(), name="api-plans"),
    path(
        "plans/<str:code>/versions/<int:number>",
        plans.PlanVersionDetail.as_view(),
        name="api-plan-version",
    ),
    path("rate-previews", rate_previews.RatePreviews.as_view(), name="api-rate-previews"),
]
