"""What the workers of the queue are called for: readings that people and programs send."""

from __future__ import annotations

from django.utils import timezone

from metering.use_cases.work_on_reading_submission import work_on_reading_submission as store
from metering.use_cases.work_on_reading_upload import work_on_reading_upload as work


def work_on_reading_upload(*, upload_id: int, **_: object) -> None:
    """Check, store or undo the upload, whichever it waits for; nothing if somebody is at it or nothing is to do."""
    work(upload_id=upload_id, at=timezone.now())


def work_on_reading_submission(*, job_id: int, **_: object) -> None:
    """Store what a program sent; nothing if somebody is at it or it is done."""
    store(job_id=job_id, at=timezone.now())
