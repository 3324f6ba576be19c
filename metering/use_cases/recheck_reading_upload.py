"""Have a file read again, told otherwise how it writes its times."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit, jobs
from metering.file_formats.long_csv import LongCsvProfile
from metering.models import ReadingUpload
from metering.queries.reading_uploads import WORK_ON_READING_UPLOAD_TASK


class UnableToRecheckReadingUpload(Exception):
    """The upload stays as it is."""


def recheck_reading_upload(
    *, upload: ReadingUpload, profile: LongCsvProfile, at: datetime, actor: AbstractBaseUser
) -> ReadingUpload:
    """Have a worker check an undecided upload anew; what the last check found is forgotten.

    Raises UnableToRecheckReadingUpload when it is not waiting for a decision.
    """
    states = ReadingUpload.State
    with transaction.atomic(durable=True):
        upload = ReadingUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if upload.state == states.RECEIVED:
            raise UnableToRecheckReadingUpload("it is being checked: wait for the result")
        if upload.state not in (states.CHECKED, states.REFUSED):
            raise UnableToRecheckReadingUpload(f"it is {upload.get_state_display()}: send the file again")
        upload.state, upload.profile = states.RECEIVED, asdict(profile)
        upload.attempt_count, upload.progress_done, upload.progress_total = 0, 0, upload.size_bytes
        upload.trouble, upload.started_at = "", None
        upload.save(
            update_fields=[
                *("state", "profile", "attempt_count", "progress_done", "progress_total"),
                *("trouble", "started_at"),
            ]
        )
        audit.record(
            action="RECHECKED", subject=upload, actor=actor, at=at, details={"profile": upload.profile}
        )
        jobs.ring(WORK_ON_READING_UPLOAD_TASK, upload_id=upload.pk)
    return upload
