"""Master data in the admin with Import and Export buttons; the import is the one of the staff pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from import_export.admin import ImportExportMixin

from billing_site.foundation.admin_pages import MasterDataAdmin
from billing_site.foundation.bulk_data.confirmed_imports import (
    UnableToConfirm,
    confirm_import,
    preview_import,
)
from billing_site.foundation.bulk_data.import_forms import BulkFileForm, ConfirmImportForm
from billing_site.foundation.bulk_data.import_preview import ImportPreview
from billing_site.foundation.bulk_data.master_data_resource import MasterDataResource
from billing_site.foundation.bulk_data.pending_imports import PendingImport, keep_upload, pending_import
from billing_site.foundation.bulk_data.spreadsheet_files import (
    FORMATS,
    TooManyRows,
    stored_rows_file,
    template_file,
)
from billing_site.foundation.bulk_data.spreadsheet_table import UnreadableTable


class BulkDataAdmin(ImportExportMixin, MasterDataAdmin):
    """The one class in `resource_classes` says what the columns are, and what is locked once it is used."""

    resource_classes: ClassVar[list[type[MasterDataResource]]]
    resource: ClassVar[type[MasterDataResource]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.resource = cls.resource_classes[0]
        cls.fixed_once_used = cls.resource.fixed_once_used

    def use_of(self, row: Any) -> str:
        """Why the fields are fixed, in the words of the import."""
        if not self.fixed_once_used:
            return ""
        return self.resource.fixed_because if self.resource.used_among([row.pk]) else ""

    def has_import_permission(self, request: HttpRequest) -> bool:
        """An import adds and changes."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whoever may look may take away what is looked at."""
        return bool(self.has_view_permission(request))

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form for a file; or what the file would do, if the address names one."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.GET.get("template") in FORMATS:
            return template_file(self.resource(), name=self._name, file_format=request.GET["template"])
        form = BulkFileForm(request.POST, request.FILES) if request.method == "POST" else BulkFileForm()
        if form.is_valid():
            try:
                pending = keep_upload(request, self._table, form.cleaned_data["file"])
            except UnreadableTable as error:
                form.add_error("file", str(error))
            else:
                return HttpResponseRedirect(f"{self._url('import')}?file={pending.key}")
        if "file" not in request.GET:
            return self._page(request, form=form)
        pending_or_none = pending_import(request, self._table, request.GET["file"])
        if pending_or_none is None:
            messages.error(request, "This file is not known any more: upload it again.")
            return HttpResponseRedirect(self._url("import"))
        return self._preview_page(request, pending_or_none)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Import what was previewed and confirmed."""
        if request.method != "POST" or not self.has_import_permission(request):
            raise PermissionDenied
        key = request.POST.get("file", "")
        pending = pending_import(request, self._table, key)
        form = ConfirmImportForm(request.POST)
        if pending is None:
            messages.error(request, "This file is not known any more: upload it again.")
            return HttpResponseRedirect(self._url("import"))
        if not form.is_valid():
            return self._preview_page(request, pending, form)
        try:
            confirm_import(
                self.resource,
                pending,
                seen=form.cleaned_data["seen"],
                actor=request.user,  # type: ignore[arg-type]  # who may import is signed in
                at=timezone.now(),
            )
        except (UnableToConfirm, UnreadableTable) as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(f"{self._url('import')}?file={key}")
        messages.success(request, f"{pending.file_name} was imported; the audit trail has its counts.")
        return HttpResponseRedirect(self._url("changelist"))

    def export_action(self, request: HttpRequest) -> HttpResponseBase:
        """Choose a format; then the rows of the list, as it was filtered."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        file_format = request.POST.get("format")
        if file_format in FORMATS:
            try:
                rows = self.get_export_queryset(request).select_related(*self.resource.related)
                return stored_rows_file(self.resource(), rows, name=self._name, file_format=file_format)
            except TooManyRows as error:
                messages.error(request, str(error))
            except IncorrectLookupParameters:
                return HttpResponseRedirect(self._url("changelist"))
        context = self._context(request, "Export") | {"columns": self.resource().columns()}
        return TemplateResponse(request, "admin/import_export/export.html", context)

    @property
    def _table(self) -> str:
        return f"admin {self.opts.label_lower}"

    @property
    def _name(self) -> str:
        return str(self.opts.verbose_name_plural).replace(" ", "_")

    def _url(self, page: str) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}")

    def _preview_page(
        self, request: HttpRequest, pending: PendingImport, form: ConfirmImportForm | None = None
    ) -> HttpResponse:
        try:
            preview = preview_import(self.resource, pending)
        except UnreadableTable as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(self._url("import"))
        return self._page(
            request, pending=pending, preview=preview, confirm_form=form or ConfirmImportForm.of(preview)
        )

    def _page(
        self, request: HttpRequest, *, preview: ImportPreview | None = None, **context: Any
    ) -> HttpResponse:
        context |= self._context(request, "Import") | {
            "preview": preview,
            "columns": self.resource().columns(),
            "process_url": self._url("process_import"),
            "formats": FORMATS,
        }
        return TemplateResponse(request, "admin/import_export/import.html", context)

    def _context(self, request: HttpRequest, verb: str) -> dict[str, Any]:
        title = f"{verb} {self.opts.verbose_name_plural}"
        return self.admin_site.each_context(request) | {"title": capfirst(title), "opts": self.opts}
