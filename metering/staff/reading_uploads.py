"""Uploads of readings: the list, the drop zone, and one page for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from billing_site.foundation.access import OFFICE, READING_STAFF, Role, actor_of, allow, has_role
from billing_site.foundation.upload_limits import LARGEST_FILE_BYTES, files_too_large
from billing_site.foundation.word_search import find_by_words
from metering.file_formats.long_csv import LongCsvProfile
from metering.models import ReadingUpload
from metering.queries.reading_uploads import visible_reading_uploads
from metering.queries.visible_utilities import visible_utilities
from metering.staff.missing_readings import missing_panel
from metering.staff.upload_forms import MOST_FILES, UploadFilterForm, UploadForm
from metering.staff.upload_page import page_of, progress_of, visible_upload
from metering.staff.upload_wording import state_badge
from metering.use_cases.receive_reading_upload import (
    ReadingUploadIsKnown,
    UnableToReceiveReadingUpload,
    receive_reading_upload,
)

_PAGE: Final = 50
_States = ReadingUpload.State
_CHIPS: Final = {
    "decide": ("To decide", (_States.CHECKED, _States.REFUSED)),
    "running": ("At work", ReadingUpload.AT_WORK),
    "stored": ("Stored", (_States.COMMITTED,)),
    "gone": ("Undone or cancelled", (_States.WITHDRAWN, _States.CANCELLED)),
}
READERS: Final = (*READING_STAFF, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class _NotReceived:
    """A file that was not taken, why, and the upload that it is a copy of."""

    file_name: str
    why: str
    upload: ReadingUpload | None = None


@require_safe
@allow(*READERS)
def upload_list(request: HttpRequest) -> HttpResponse:
    """All uploads that the user may see, the latest first."""
    utilities = visible_utilities(request.user)
    form = UploadFilterForm(request.GET, utilities=utilities)
    uploads = visible_reading_uploads(request.user)
    chosen = request.GET.get("state", "")
    if chosen in _CHIPS:
        uploads = uploads.filter(state__in=_CHIPS[chosen][1])
    if form.is_valid():
        if form.cleaned_data["utility"]:
            uploads = uploads.filter(utility=form.cleaned_data["utility"])
        if words := form.cleaned_data["q"].strip():
            uploads = find_by_words(uploads, words, ["file_name__istartswith", "content_hash__istartswith"])
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        uploads = uploads.filter(pk__lt=int(before))
    rows = list(
        uploads.select_related("utility", "uploaded_by", "batch")
        .defer("check_result", "problems", "refused_channels", "profile")
        .order_by("-pk")[: _PAGE + 1]
    )
    older = request.GET.copy()
    older["before"] = str(rows[_PAGE - 1].pk) if len(rows) > _PAGE else ""
    newest = request.GET.copy()
    newest.pop("before", None)
    return render(
        request,
        "metering/staff/upload_list.html",
        {
            "rows": [(upload, state_badge(upload)) for upload in rows[:_PAGE]],
            "form": form,
            "chips": [(name, label, name == chosen) for name, (label, _) in _CHIPS.items()],
            "is_filtered": bool(request.GET),
            "older_url": f"?{older.urlencode()}" if older["before"] else "",
            "newer_url": f"?{newest.urlencode()}" if before else "",
            "may_send": has_role(request.user, *READING_STAFF),
            # The office has its findings; a utility asks what it owes, and only where its list begins.
            "missing": None
            if has_role(request.user, *OFFICE) or request.GET
            else missing_panel(request.user, timezone.now()),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*READING_STAFF)
def upload_new(request: HttpRequest) -> HttpResponseBase:
    """Send files; each is its own upload. Options begin with those of the user's last upload."""
    utilities = visible_utilities(request.user)
    if request.method != "POST":
        form = UploadForm(utilities=utilities, **_remembered(request))
        return _new_page(request, form, [])
    too_large = files_too_large(request)
    form = UploadForm(request.POST, request.FILES, utilities=utilities)
    missed = [_NotReceived(name, f"it has more than {LARGEST_FILE_BYTES >> 20} MB") for name in too_large]
    received: list[ReadingUpload] = []
    if form.is_valid():
        for file in form.cleaned_data["upload_files"]:
            _receive(request, form, file, received, missed)
    elif too_large:
        form.errors.pop("upload_files", None)
    if not received:
        return _new_page(request, form, missed, status=422)
    for one in missed:
        messages.error(request, f"{one.file_name} was not taken: {one.why}")
    if len(received) == 1:
        return _go(request, redirect("metering-staff:upload", received[0].pk))
    messages.success(request, f"{len(received)} files were received and are being checked.")
    return _go(request, redirect("metering-staff:upload-list"))


@require_safe
@allow(*READERS)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """One upload in the state it is in."""
    found = visible_upload(request, pk)
    return render(request, "metering/staff/upload.html", page_of(found, request.user))


@require_safe
@allow(*READERS)
def upload_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the worker is, asked every two seconds; at the end the page is loaded anew."""
    found = visible_upload(request, pk)
    if not found.is_at_work:
        return HttpResponseClientRefresh()
    return render(request, "components/progress.html", progress_of(found))


def _receive(
    request: HttpRequest,
    form: UploadForm,
    file: UploadedFile[Any],
    received: list[ReadingUpload],
    missed: list[_NotReceived],
) -> None:
    name = file.name or "file"
    try:
        received.append(
            receive_reading_upload(
                utility=form.cleaned_data["utility"],
                blocks=file.chunks(),
                file_name=name,
                profile=form.profile(),
                received_at=timezone.now(),
                actor=actor_of(request),
            )
        )
    except ReadingUploadIsKnown as known:
        missed.append(_NotReceived(name, str(known), known.upload))
    except UnableToReceiveReadingUpload as error:
        missed.append(_NotReceived(name, str(error)))


def _remembered(request: HttpRequest) -> dict[str, Any]:
    last = visible_reading_uploads(request.user).filter(uploaded_by=request.user.pk).order_by("-pk").first()
    utilities = list(visible_utilities(request.user)[:2])
    initial = {"utility": utilities[0].pk} if len(utilities) == 1 else {}
    if last is None:
        return {"initial": initial}
    return {"profile": LongCsvProfile(**last.profile), "initial": {"utility": last.utility_id}}


def _new_page(
    request: HttpRequest, form: UploadForm, missed: list[_NotReceived], status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "missed": missed,
        "largest_mb": LARGEST_FILE_BYTES >> 20,
        "largest_bytes": LARGEST_FILE_BYTES,
        "most_files": MOST_FILES,
    }
    return render(request, "metering/staff/upload_new.html", context, status=status)


def _go(request: HttpRequest, to: HttpResponseBase) -> HttpResponseBase:
    """A redirect that htmx follows with the whole page."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(to["Location"])
    return to
