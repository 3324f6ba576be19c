"""Keep a large body of readings, and have a worker store it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from billing_site.foundation import jobs
from billing_site.foundation.models import ApiKey
from metering.models import ReadingBatch, ReadingSubmission, Utility
from metering.models.upload_files import incoming_file, lock_content

WORK_ON_READING_SUBMISSION_TASK: Final = "metering.tasks.work_on_reading_submission"


class UnableToReceiveReadingSubmission(Exception):
    """Nothing was kept."""


def receive_reading_submission(
    *,
    utility: Utility,
    api_key: ApiKey,
    content: bytes,
    media_type: str,
    accepts_partial: bool,
    request_id: str,
    received_at: datetime,
) -> tuple[ReadingSubmission, bool]:
    """Keep the content in the caller's transaction; returns the submission, and whether it is a new one.

    A content that waits or is stored already is found. The bytes are on disk before the row is there.

    Raises UnableToReceiveReadingSubmission when the disk is full.
    """
    try:
        with incoming_file([content]) as incoming, transaction.atomic():
            lock_content(incoming.content_hash)
            known = _known(utility, incoming.content_hash)
            if known is not None:
                return known, False
            incoming.keep()
            submission = ReadingSubmission.objects.create(
                utility=utility,
                api_key=api_key,
                request_id=request_id,
                media_type=media_type,
                accepts_partial=accepts_partial,
                content_hash=incoming.content_hash,
                size_bytes=incoming.size_bytes,
                received_at=received_at,
            )
            jobs.open_job(
                task_path=WORK_ON_READING_SUBMISSION_TASK,
                key=submission.reference,
                arguments={},
                at=received_at,
            )
    except OSError as error:
        raise UnableToReceiveReadingSubmission(f"it could not be kept: {error.strerror}") from error
    return submission, True


def _known(utility: Utility, content_hash: str) -> ReadingSubmission | None:
    same = ReadingSubmission.objects.filter(utility=utility, content_hash=content_hash)
    waiting = same.filter(state=ReadingSubmission.State.RECEIVED).first()
    stored = same.filter(batch__state=ReadingBatch.State.STORED).order_by("pk").first()
    return waiting or stored
