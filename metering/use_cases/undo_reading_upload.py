"""Decide that the readings of a stored upload shall not count after all."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit, jobs
from metering.models import ReadingBatch, ReadingUpload
from metering.queries.reading_uploads import WORK_ON_READING_UPLOAD_TASK

LONGEST_REASON = 300


class UnableToUndoReadingUpload(Exception):
    """The upload stays as it is."""


def undo_reading_upload(
    *, upload: ReadingUpload, reason: str, at: datetime, actor: AbstractBaseUser
) -> ReadingUpload:
    """Have a worker withdraw the upload's batch, so that what was there before counts again.

    Asking twice is asking once. Raises UnableToUndoReadingUpload when nothing of it is stored, or the reason
    is empty or too long.
    """
    reason = reason.strip()
    if not reason:
        raise UnableToUndoReadingUpload("say why it is undone: the reason is kept with it")
    if len(reason) > LONGEST_REASON:
        raise UnableToUndoReadingUpload(f"the reason has {len(reason)} characters: {LONGEST_REASON} are kept")
    states = ReadingUpload.State
    with transaction.atomic(durable=True):
        upload = ReadingUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if upload.state in (states.WITHDRAWING, states.WITHDRAWN):
            return upload
        if upload.state != states.COMMITTED:
            raise UnableToUndoReadingUpload(f"it is {upload.get_state_display()}: nothing of it is stored")
        if upload.batch is not None and upload.batch.state == ReadingBatch.State.WITHDRAWN:
            raise UnableToUndoReadingUpload("its readings were withdrawn already")
        upload.state, upload.reason = states.WITHDRAWING, reason
        upload.decided_at, upload.decided_by_id = at, actor.pk
        upload.attempt_count, upload.progress_done, upload.progress_total = 0, 0, None
        upload.started_at, upload.trouble = None, ""
        upload.save(
            update_fields=[
                *("state", "reason", "decided_at", "decided_by", "attempt_count"),
                *("progress_done", "progress_total", "started_at", "trouble"),
            ]
        )
        audit.record(action="UNDONE", subject=upload, actor=actor, at=at, details={"reason": reason})
        jobs.ring(WORK_ON_READING_UPLOAD_TASK, upload_id=upload.pk)
    return upload
