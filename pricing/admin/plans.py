"""Plans and their versions; documents come in by import, so nothing here edits one."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from pricing.models import Plan, PlanVersion
from pricing.plan_documents.canonical import canonical_text
from pricing.use_cases.publish_plan_version import UnableToPublishPlanVersion, publish_plan_version


@admin.register(Plan)
class PlanAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Plans, by code."""

    list_display = ["code", "name", "currency"]
    search_fields = ["code", "name"]
    ordering = ["code"]
    readonly_fields = ["code", "name", "currency"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A plan comes with its first document."""
        return False


@admin.register(PlanVersion)
class PlanVersionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Versions with their documents, readable and unchangeable; a draft can be published or deleted."""

    list_display = ["plan", "number", "state", "effective_from", "published_at"]
    list_filter = ["state"]
    list_select_related = ["plan"]
    search_fields = ["plan__code", "plan__name"]
    ordering = ["plan__code", "-number"]
    date_hierarchy = "effective_from"
    actions = ["publish"]
    readonly_fields = [
        *("plan", "number", "state", "effective_from", "published_at", "published_by", "created_at"),
        *("created_by", "edited_at", "edited_by", "submitted_at", "submitted_by", "remark"),
        *("content_hash", "document_text"),
    ]
    fields = tuple(readonly_fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A version comes with its document: `manage.py import_plan`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PlanVersion | None = None) -> bool:
        """Only of a draft."""
        is_draft = obj is not None and obj.state == PlanVersion.State.DRAFT
        return is_draft and super().has_delete_permission(request, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Publishing is a change of the version."""
        return self.has_change_permission(request)

    @admin.display(description="document")
    def document_text(self, version: PlanVersion) -> str:
        """The document as export writes it."""
        return format_html("<pre>{}</pre>", canonical_text(version.document))

    @admin.action(description="Publish the selected drafts", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[PlanVersion]) -> None:
        """Each on its own: one that cannot be published does not hold up the others."""
        actor = request.user if request.user.is_authenticated else None
        for version in queryset.select_related("plan"):
            try:
                publish_plan_version(version=version, published_at=timezone.now(), actor=actor)
            except UnableToPublishPlanVersion as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self.message_user(request, f"{version} is published.", messages.SUCCESS)
