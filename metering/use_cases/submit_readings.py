"""Take readings that a program sends, at once."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from billing_site.foundation.models import ApiKey
from metering.models import ReadingSubmission, Utility
from metering.use_cases.store_reading_submission import store_reading_submission


def submit_readings(
    *,
    utility: Utility,
    api_key: ApiKey,
    content: bytes,
    media_type: str,
    accepts_partial: bool,
    request_id: str,
    received_at: datetime,
) -> tuple[ReadingSubmission, bool]:
    """Store the readings in the caller's transaction; returns the submission, and whether it is a new one.

    The same content for the same utility is one batch, whoever sends it again: the answer is then the first
    submission of that batch.

    Raises as `store_reading_submission`.
    """
    submission = ReadingSubmission(
        utility=utility,
        api_key=api_key,
        request_id=request_id,
        media_type=media_type,
        accepts_partial=accepts_partial,
        content_hash=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        received_at=received_at,
    )
    with transaction.atomic():
        imported = store_reading_submission(submission=submission, content=content, at=received_at)
        if imported.is_new:
            return submission, True
        known = ReadingSubmission.objects.filter(batch=imported.batch).order_by("pk").first()
        if known is None:  # it came as a file
            submission.state = ReadingSubmission.State.STORED
            submission.batch = imported.batch
            submission.rejected_count = imported.batch.rejected_count
            submission.finished_at = received_at
            submission.save()
            known = submission
    return known, False
