"""Audit trail, outbox and background work in the admin: to read."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from billing_site.foundation.admin_cells import NOTHING, Tone, badge, json_text
from billing_site.foundation.admin_pages import HistoryAdmin
from billing_site.foundation.models import AuditEntry, ClusterHeartbeat, Job, OutboxEvent

_JOB_TONES: dict[str, Tone] = {"OPEN": "info", "DONE": "ok", "FAILED": "err"}


class _AboutSubjectAdmin(HistoryAdmin):
    search_fields = ["subject_id"]
    search_help_text = "What it is about: a kind of row, such as invoice, and perhaps its id: invoice 123"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The rows about a subject; the index has its type before its id."""
        if not search_term.strip():
            return queryset, False
        kind, *ids = search_term.lower().split(maxsplit=1)
        kinds = [
            model._meta.label_lower
            for model in apps.get_models()
            if kind in (model._meta.label_lower, model._meta.model_name)
        ]
        return queryset.filter(subject_type__in=kinds, **({"subject_id": ids[0]} if ids else {})), False

    @admin.display(description="subject")
    def subject(self, row: AuditEntry | OutboxEvent) -> str:
        """The row it is about."""
        return f"{row.subject_type} {row.subject_id}"


@admin.register(AuditEntry)
class AuditEntryAdmin(_AboutSubjectAdmin):
    """Who did what, the latest first."""

    list_display = ["at", "actor_label", "action", "subject"]
    list_display_links = ["at", "action"]
    list_filter = ["at"]
    ordering = ["-at"]
    sortable_by = ["at"]
    fields = ["at", "actor", "actor_label", "action", "subject", "what"]
    readonly_fields = ["subject", "what"]

    @admin.display(description="details")
    def what(self, entry: AuditEntry) -> str:
        """The details that were recorded."""
        return json_text(entry.details)


@admin.register(OutboxEvent)
class OutboxEventAdmin(_AboutSubjectAdmin):
    """What is to be told to others, the latest first."""

    list_display = ["sequence", "kind", "subject", "created_at", "handling"]
    list_filter = [("handled_at", admin.EmptyFieldListFilter)]
    ordering = ["-sequence"]
    sortable_by = ["sequence"]
    fields = ["sequence", "kind", "subject", "created_at", "handled_at", "content"]
    readonly_fields = ["subject", "content"]

    @admin.display(description="state")
    def handling(self, event: OutboxEvent) -> str:
        """Whether it has been told."""
        return badge("waiting", "info") if event.handled_at is None else badge("told", "ok")

    @admin.display(description="payload")
    def content(self, event: OutboxEvent) -> str:
        """What is told."""
        return json_text(event.payload)


@admin.register(Job)
class JobAdmin(HistoryAdmin):
    """Work that is wanted once, the latest first."""

    list_display = ["id", "kind", "key", "status", "progress", "created_at", "finished_at"]
    list_display_links = ["kind", "key"]
    list_filter = ["state"]
    ordering = ["-id"]
    sortable_by = ["id"]
    search_fields = ["kind__startswith"]
    search_help_text = "Beginning of the task's path, such as metering.tasks"
    fields = [
        *("kind", "key", "status", "progress", "error", "arguments_text"),
        *("created_at", "started_at", "heartbeat_at", "finished_at"),
    ]
    readonly_fields = ["status", "progress", "arguments_text"]

    @admin.display(description="state", ordering="state")
    def status(self, job: Job) -> str:
        """Open, done or failed."""
        return badge(job.get_state_display().lower(), _JOB_TONES[job.state])

    @admin.display(description="progress")
    def progress(self, job: Job) -> str:
        """How much is done, of how much if that is known."""
        if job.progress_total is None:
            return f"{job.progress_done:,}" if job.progress_done else NOTHING
        return f"{job.progress_done:,} of {job.progress_total:,}"

    @admin.display(description="arguments")
    def arguments_text(self, job: Job) -> str:
        """What the task is called with."""
        return json_text(job.arguments)


@admin.register(ClusterHeartbeat)
class ClusterHeartbeatAdmin(HistoryAdmin):
    """The clusters of workers that run now."""

    list_display = ["host", "pid", "started_at", "seen_at"]
    ordering = ["host", "pid"]
