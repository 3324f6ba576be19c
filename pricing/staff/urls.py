"""Plans, for the office."""

from django.urls import path

from pricing.staff import draft_actions, plan_comparison, plan_drafts, plans

app_name = "pricing-staff"
urlpatterns = [
    path("plans/", plans.plan_list, name="plan-list"),
    path("plan-schema.json", plans.plan_schema_file, name="plan-schema"),
    path("plans/drafts/new/", plan_drafts.plan_draft_new, name="plan-draft-new"),
    path("plans/<str:code>/", plans.plan, name="plan"),
    path("plans/<str:code>/versions/<int:number>/", plans.plan, name="plan-version"),
    path("plans/<str:code>/versions/<int:number>/document", plans.plan_document, name="plan-document"),
    path("plans/<str:code>/compare/", plan_comparison.plan_compare, name="plan-compare"),
    path("plans/<str:code>/draft/", plan_drafts.plan_draft, name="plan-draft"),
    path("plans/<str:code>/draft/submit/", draft_actions.plan_draft_submit, name="plan-draft-submit"),
    path("plans/<str:code>/draft/review/", draft_actions.plan_draft_review, name="plan-draft-review"),
    path("plans/<str:code>/draft/return/", draft_actions.plan_draft_return, name="plan-draft-return"),
    path("plans/<str:code>/draft/discard/", draft_actions.plan_draft_discard, name="plan-draft-discard"),
]
