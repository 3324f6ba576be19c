"""What can be done with an upload: check it again, store it, cancel it, undo it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from billing_site.foundation.access import READING_STAFF, actor_of, allow
from metering.models import ReadingUpload
from metering.queries.bills_on_readings import count_bills_on_batch
from metering.staff.upload_forms import CommitForm, ReadingFormatForm, UndoForm
from metering.staff.upload_page import bills_url, page_of, visible_upload
from metering.use_cases.cancel_reading_upload import UnableToCancelReadingUpload, cancel_reading_upload
from metering.use_cases.commit_reading_upload import UnableToCommitReadingUpload, commit_reading_upload
from metering.use_cases.recheck_reading_upload import UnableToRecheckReadingUpload, recheck_reading_upload
from metering.use_cases.undo_reading_upload import UnableToUndoReadingUpload, undo_reading_upload


@require_POST
@allow(*READING_STAFF)
def upload_recheck(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Read the file again, told otherwise how it writes its times."""
    upload = visible_upload(request, pk)
    form = ReadingFormatForm(request.POST)
    if not form.is_valid():
        return _page(request, upload, format_form=form)
    try:
        recheck_reading_upload(
            upload=upload, profile=form.profile(), at=timezone.now(), actor=actor_of(request)
        )
    except UnableToRecheckReadingUpload as error:
        messages.error(request, f"The file is not checked again: {error}.")
    return redirect("metering-staff:upload", pk)


@require_POST
@allow(*READING_STAFF)
def upload_commit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Have the readings stored; a file without problems needs no choice."""
    upload = visible_upload(request, pk)
    form = CommitForm(request.POST if upload.rejected_count or upload.problems else {"how": "whole"})
    if not form.is_valid():
        return _page(request, upload, commit_form=form)
    try:
        commit_reading_upload(
            upload=upload,
            accepts_partial=form.cleaned_data["how"] == "part",
            at=timezone.now(),
            actor=actor_of(request),
        )
    except UnableToCommitReadingUpload as error:
        messages.error(request, f"Nothing is stored: {error}.")
    return redirect("metering-staff:upload", pk)


@require_POST
@allow(*READING_STAFF)
def upload_cancel(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Throw the file away."""
    upload = visible_upload(request, pk)
    try:
        cancel_reading_upload(upload=upload, at=timezone.now(), actor=actor_of(request))
    except UnableToCancelReadingUpload as error:
        messages.error(request, f"The upload is not cancelled: {error}.")
        return redirect("metering-staff:upload", pk)
    messages.success(request, f"{upload.file_name} was cancelled; nothing of it is stored.")
    return redirect("metering-staff:upload-list")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*READING_STAFF)
def upload_undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say what undoing does, ask why, and have it done."""
    upload = visible_upload(request, pk)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            undo_reading_upload(
                upload=upload, reason=form.cleaned_data["reason"], at=timezone.now(), actor=actor_of(request)
            )
        except UnableToUndoReadingUpload as error:
            messages.error(request, f"Nothing is undone: {error}.")
        return redirect("metering-staff:upload", pk)
    if upload.state != ReadingUpload.State.COMMITTED or upload.batch is None:
        return redirect("metering-staff:upload", pk)
    context = {
        "upload": upload,
        "form": form,
        "bill_count": count_bills_on_batch(upload.batch.pk),
        "bills_url": bills_url(upload.batch.pk, request.user, "all"),
    }
    return render(request, "metering/staff/upload_undo.html", context, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, upload: ReadingUpload, **forms: Any) -> HttpResponseBase:
    context = page_of(upload, request.user, **forms)
    return render(request, "metering/staff/upload.html", context, status=422)
