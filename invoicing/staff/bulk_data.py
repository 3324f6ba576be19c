"""Master data in bulk: a template to fill in, a preview of what it would do, the import, and the export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from billing_site.foundation.access import BILLING_STAFF, allow
from billing_site.foundation.bulk_data.confirmed_imports import (
    UnableToConfirm,
    confirm_import,
    imports_of,
    preview_import,
)
from billing_site.foundation.bulk_data.import_forms import BulkFileForm, ConfirmImportForm
from billing_site.foundation.bulk_data.master_data_resource import MasterDataResource
from billing_site.foundation.bulk_data.pending_imports import PendingImport, keep_upload, pending_import
from billing_site.foundation.bulk_data.spreadsheet_files import (
    FORMATS,
    TooManyRows,
    example_rows,
    stored_rows_file,
    template_file,
)
from billing_site.foundation.bulk_data.spreadsheet_table import UnreadableTable
from billing_site.foundation.models import AuditEntry
from invoicing.resources import AccountResource, CustomerResource, SubscriptionResource
from metering.resources import ChannelResource, MeterResource, ServicePointResource, SiteResource

_MOST_RECENT: Final = 10


@dataclass(frozen=True, slots=True)
class BulkTable:
    """A table that can be filled in bulk: its address, its name, what its rows are, and what they refer to."""

    slug: str
    title: str
    rows_are: str
    needs: str
    resource: type[MasterDataResource]


# In the order in which a new installation is filled.
TABLES: Final = (
    BulkTable("sites", "Sites", "a place with an address and a time zone", "", SiteResource),
    BulkTable(
        "service-points",
        "Service points",
        "where service is delivered: an NMI, an MPAN",
        "sites",
        ServicePointResource,
    ),
    BulkTable("meters", "Meters", "a device with a serial number", "", MeterResource),
    BulkTable(
        "channels",
        "Channels",
        "a stream of readings of a service point",
        "service points, meters",
        ChannelResource,
    ),
    BulkTable("customers", "Customers", "a person or firm", "", CustomerResource),
    BulkTable("accounts", "Accounts", "what is billed, and has a balance", "customers", AccountResource),
    BulkTable(
        "subscriptions",
        "Subscriptions",
        "an account supplied at a service point on a plan",
        "accounts, service points, plans",
        SubscriptionResource,
    ),
)


@require_safe
@allow(*BILLING_STAFF)
def bulk_data(request: HttpRequest) -> HttpResponse:
    """What can be filled in bulk, and what was lately."""
    return render(
        request,
        "invoicing/staff/bulk_data.html",
        {"tables": TABLES, "imports": _imports()[:_MOST_RECENT]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def bulk_table(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The template, the dictionary, the export, and the form for a file; a file leads to its preview."""
    table = _table(slug)
    form = BulkFileForm(request.POST, request.FILES) if request.method == "POST" else BulkFileForm()
    if form.is_valid():
        try:
            pending = keep_upload(request, slug, form.cleaned_data["file"])
            return redirect("invoicing-staff:bulk-data-preview", slug, pending.key)
        except UnreadableTable as error:
            form.add_error("file", str(error))
    resource = table.resource()
    columns = resource.columns()
    context = {
        "table": table,
        "key_words": resource.key_words(),
        "form": form,
        "columns": columns,
        "examples": example_rows(columns),
        "formats": FORMATS,
    }
    return render(
        request, "invoicing/staff/bulk_data_table.html", context, status=422 if form.errors else 200
    )


@require_safe
@allow(*BILLING_STAFF)
def bulk_template(request: HttpRequest, slug: str, file_format: str) -> HttpResponseBase:
    """The file to begin with."""
    table = _table(slug)
    return template_file(table.resource(), name=f"{slug}_template", file_format=_format(file_format))


@require_safe
@allow(*BILLING_STAFF)
def bulk_export(request: HttpRequest, slug: str, file_format: str) -> HttpResponseBase:
    """All stored rows, as the import takes them back."""
    resource = _table(slug).resource()
    name = f"{slug}_{timezone.now():%Y-%m-%d}"
    try:
        return stored_rows_file(
            resource, resource.get_queryset().order_by("pk"), name=name, file_format=_format(file_format)
        )
    except TooManyRows as error:
        messages.error(request, str(error))
        return redirect("invoicing-staff:bulk-data-table", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def bulk_preview(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """What an uploaded file would do; a POST confirms it."""
    table = _table(slug)
    pending = pending_import(request, slug, key)
    if pending is None:
        raise Http404
    if request.method != "POST":
        return _preview(request, table, pending)
    form = ConfirmImportForm(request.POST)
    if not form.is_valid():
        return _preview(request, table, pending, form)
    try:
        entry_id = confirm_import(
            table.resource,
            pending,
            seen=form.cleaned_data["seen"],
            actor=request.user,  # type: ignore[arg-type]  # somebody with a role is signed in
            at=timezone.now(),
        )
    except UnableToConfirm as error:
        messages.error(request, str(error))
        return redirect("invoicing-staff:bulk-data-preview", slug, key)
    except UnreadableTable as error:
        return _unreadable(request, table, error)
    return redirect("invoicing-staff:bulk-data-import", entry_id)


@require_safe
@allow(*BILLING_STAFF)
def bulk_import(request: HttpRequest, entry_id: int) -> HttpResponse:
    """What a confirmed import did."""
    entry = get_object_or_404(_imports(), pk=entry_id)
    table = next(
        table
        for table in TABLES
        if str(table.resource._meta.model._meta.verbose_name_plural) == entry.details["table"]
    )
    return render(request, "invoicing/staff/bulk_data_import.html", {"entry": entry, "table": table})


def _preview(
    request: HttpRequest, table: BulkTable, pending: PendingImport, form: ConfirmImportForm | None = None
) -> HttpResponse:
    try:
        preview = preview_import(table.resource, pending)
    except UnreadableTable as error:
        return _unreadable(request, table, error)
    context = {
        "table": table,
        "pending": pending,
        "preview": preview,
        "form": form or ConfirmImportForm.of(preview),
    }
    return render(request, "invoicing/staff/bulk_data_preview.html", context, status=422 if form else 200)


def _unreadable(request: HttpRequest, table: BulkTable, error: UnreadableTable) -> HttpResponseRedirect:
    messages.error(request, str(error))
    return redirect("invoicing-staff:bulk-data-table", table.slug)


def _imports() -> QuerySet[AuditEntry]:
    return imports_of([table.resource._meta.model for table in TABLES])


def _table(slug: str) -> BulkTable:
    for table in TABLES:
        if table.slug == slug:
            return table
    raise Http404


def _format(name: str) -> str:
    if name not in FORMATS:
        raise Http404
    return name
