"""Decide that the readings of a checked upload shall count."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit, jobs
from metering.models import ReadingUpload
from metering.queries.reading_uploads import WORK_ON_READING_UPLOAD_TASK


class UnableToCommitReadingUpload(Exception):
    """The upload stays as it is."""


def commit_reading_upload(
    *, upload: ReadingUpload, accepts_partial: bool, at: datetime, actor: AbstractBaseUser
) -> ReadingUpload:
    """Have a worker store the readings; with `accepts_partial` those that can be taken, else all or nothing.

    Asking twice is asking once. Raises UnableToCommitReadingUpload when the upload was not checked, was
    refused or is no longer wanted.
    """
    states = ReadingUpload.State
    with transaction.atomic(durable=True):
        upload = ReadingUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if upload.state in (states.COMMITTING, states.COMMITTED):
            return upload
        if upload.state != states.CHECKED:
            raise UnableToCommitReadingUpload(f"it is {upload.get_state_display()}: it cannot be stored now")
        upload.state, upload.accepts_partial = states.COMMITTING, accepts_partial
        upload.decided_at, upload.decided_by_id = at, actor.pk
        upload.attempt_count, upload.progress_done = 0, 0
        upload.progress_total, upload.started_at, upload.trouble = upload.reading_count, None, ""
        upload.save(
            update_fields=[
                *("state", "accepts_partial", "decided_at", "decided_by", "attempt_count"),
                *("progress_done", "progress_total", "started_at", "trouble"),
            ]
        )
        audit.record(
            action="COMMITTED",
            subject=upload,
            actor=actor,
            at=at,
            details={"accepts_partial": accepts_partial},
        )
        jobs.ring(WORK_ON_READING_UPLOAD_TASK, upload_id=upload.pk)
    return upload
