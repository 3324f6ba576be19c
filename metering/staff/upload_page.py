"""What the page of an upload shows, by the state it is in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from billing_site.foundation.access import OFFICE, READING_STAFF, has_role
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.rejections import ERRORS_KEPT
from metering.models import ReadingUpload
from metering.queries.bills_on_readings import count_changed_bills_on_batch
from metering.queries.reading_uploads import visible_reading_uploads
from metering.staff.reading_charts import day_text
from metering.staff.upload_forms import CommitForm, ReadingFormatForm
from metering.staff.upload_wording import (
    is_undone,
    problem_groups,
    sample_sentence,
    state_badge,
    store_words,
)

_States = ReadingUpload.State
_WORK: Final = {
    _States.RECEIVED: "Reading the file",
    _States.COMMITTING: "Storing the readings",
    _States.WITHDRAWING: "Taking the readings back",
}

_FORMATS: Final = {"LONG_CSV": "CSV, one reading a row"}


def visible_upload(request: HttpRequest, pk: int) -> ReadingUpload:
    """The upload with what its page shows of others; raises Http404 when the user may not see it."""
    uploads = visible_reading_uploads(request.user).select_related(
        "utility", "uploaded_by", "decided_by", "committed_by", "batch"
    )
    return get_object_or_404(uploads, pk=pk)


def page_of(upload: ReadingUpload, user: AbstractBaseUser | AnonymousUser, **forms: Any) -> dict[str, Any]:
    """The context of the page; `forms` are those that came back with errors."""
    found = upload.check_result
    profile = LongCsvProfile(**upload.profile)
    may_decide = has_role(user, *READING_STAFF)
    is_decided_on = upload.state in (_States.CHECKED, _States.REFUSED)
    groups = problem_groups(upload.problems, upload.refused_channels)
    stored = upload.batch.reading_count if upload.batch is not None else 0
    return {
        "upload": upload,
        "state": state_badge(upload),
        "progress": progress_of(upload) if upload.is_at_work else None,
        "is_checked": upload.state == _States.CHECKED,
        "is_refused": upload.state == _States.REFUSED,
        "is_stored": upload.batch is not None,
        "is_undone": is_undone(upload),
        "is_gone": upload.state == _States.CANCELLED,
        "may_decide": may_decide and is_decided_on,
        # What is no file of readings at all was not misread.
        "may_recheck": may_decide and is_decided_on and bool(upload.format or upload.trouble),
        "store_words": store_words(upload),
        "may_cancel": may_decide and (is_decided_on or upload.state == _States.RECEIVED),
        "may_undo": may_decide and upload.state == _States.COMMITTED and not is_undone(upload),
        "found": found,
        "format_name": _FORMATS.get(upload.format, upload.format),
        "row_count": upload.reading_count + upload.rejected_count,
        "groups": groups,
        # Of a file that cannot be read as a whole there are no good rows to tell the others from.
        "has_rejected_file": bool(groups and (upload.reading_count or upload.refused_channels))
        and upload.state != _States.CANCELLED,
        "problems_left_out": max(found.get("error_count", 0) - ERRORS_KEPT, 0),
        "sentences": [sample_sentence(sample, profile.zone_name) for sample in found.get("samples", ())],
        "channels": [_channel(channel) for channel in found.get("channels", ())],
        "first_date": _day(found.get("first_date")),
        "last_text": _until(found),
        "channels_left_out": found.get("channel_count", 0) - len(found.get("channels", ())),
        # Something else was stored between the check and the import: the check's breakdown no longer adds up.
        "breaks_down": stored == upload.reading_count,
        "stored_count": stored,
        "commit_form": CommitForm(),
        "format_form": ReadingFormatForm(profile=profile),
        **_changed_bills(upload, user),
        **forms,
    }


def bills_url(batch_id: int, user: AbstractBaseUser | AnonymousUser, show: str = "") -> str:
    """Where the office sees the bills that stand on a batch's readings; "" for others."""
    if not has_role(user, *OFFICE):
        return ""
    query = urlencode({"batch": batch_id, **({"show": show} if show else {})})
    return f"{reverse('invoicing-staff:bills-to-correct')}?{query}"


def _changed_bills(upload: ReadingUpload, user: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    """How many bills were made from other readings than there are now where this file has some."""
    if upload.batch_id is None or upload.is_at_work:
        return {}
    return {
        "changed_bill_count": count_changed_bills_on_batch(upload.batch_id),
        "bills_url": bills_url(upload.batch_id, user),
    }


def _channel(channel: dict[str, Any]) -> dict[str, Any]:
    """A channel's totals as values again; `decimals` are those of its total."""
    total = Decimal(channel["total"])
    return {
        **channel,
        "total": total,
        "decimals": -int(total.as_tuple().exponent),
        "first_date": _day(channel["first_date"]),
        "last_text": _until(channel),
    }


def _until(found: Mapping[str, Any]) -> str:
    """The last day, and until when there are readings of it unless it is a whole one."""
    last = _day(found.get("last_date"))
    return "" if last is None else f"{day_text(last)} {found.get('last_clock', '')}".rstrip()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def progress_of(upload: ReadingUpload, now: datetime | None = None) -> dict[str, Any]:
    """The context of components/progress.html."""
    now = now or timezone.now()
    done, total = upload.progress_done, upload.progress_total
    return {
        "label": _WORK[_States(upload.state)],
        "value": done,
        "max": total if done else None,
        "note": _note(upload, now),
        "poll_url": reverse("metering-staff:upload-progress", args=[upload.pk]),
    }


def _note(upload: ReadingUpload, now: datetime) -> str:
    if upload.started_at is None:
        return "waiting for its turn"
    done, total = upload.progress_done, upload.progress_total
    if not done or not total:
        return "begun"
    seconds = max((now - upload.started_at).total_seconds(), 0.5)
    if upload.state == _States.RECEIVED:
        sizes = f"{done / 1e6:,.1f} of {total / 1e6:,.1f} MB"
    else:
        sizes = f"{done:,} of {total:,} readings"
    left = seconds / done * (total - done)
    rest = f"about {left:,.0f} s left" if left >= 1 else "nearly done"
    return f"{sizes} · {rest}"
