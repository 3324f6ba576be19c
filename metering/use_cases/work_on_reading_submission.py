"""Store a large body of readings that waits for a worker."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from billing_site.foundation import jobs
from billing_site.foundation.strict_json import NotStrictJson
from metering.file_formats.parsed_readings import RowError
from metering.models import ReadingSubmission
from metering.models.upload_files import lock_content, open_file, remove_file
from metering.queries.upload_json import problems_json
from metering.queries.wanted_content import is_content_wanted
from metering.use_cases.store_reading_submission import store_reading_submission
from metering.use_cases.store_readings import UnableToImportReadings

_AGAIN = "send it again"


def work_on_reading_submission(*, job_id: int, at: datetime) -> None:
    """Store the submission of the job, or note why it is refused; nothing if that is done or being done.

    Work and job are one transaction. What fails unexpectedly rises, and leaves the job failed.
    """
    with jobs.claimed(job_id, at=at) as job:
        if job is None:
            return
        submission = ReadingSubmission.objects.select_related("utility", "api_key").get(reference=job.key)
        try:
            with transaction.atomic():
                _store(submission, at)
        except UnableToImportReadings as refusal:
            _refuse(submission, refusal, at)
        except NotStrictJson as error:
            problem = RowError(1, error.pointer or "file", "", error.detail, _AGAIN, 0)
            _refuse(submission, UnableToImportReadings("", [problem], 1), at)
        except FileNotFoundError:
            problem = RowError(1, "file", "", "what was sent is no longer there", _AGAIN, 0)
            _refuse(submission, UnableToImportReadings("", [problem], 1), at)
        jobs.finish(job, at=at)
    _throw_away(submission.content_hash)


def _store(submission: ReadingSubmission, at: datetime) -> None:
    with open_file(submission.content_hash) as source:
        content = source.read()
    imported = store_reading_submission(submission=submission, content=content, at=at)
    if not imported.is_new:  # the same came as a file meanwhile
        submission.state, submission.batch = ReadingSubmission.State.STORED, imported.batch
        submission.rejected_count = imported.batch.rejected_count
        submission.finished_at = at
        submission.save()


def _refuse(submission: ReadingSubmission, refusal: UnableToImportReadings, at: datetime) -> None:
    submission.state = ReadingSubmission.State.REFUSED
    submission.batch = None
    submission.problems = problems_json(refusal.errors)
    submission.error_count = refusal.error_count
    submission.rejected_count = refusal.reading_count
    submission.finished_at = at
    submission.save()


def _throw_away(content_hash: str) -> None:
    """Remove the bytes as they arrived, unless somebody still needs them."""
    with transaction.atomic(durable=True):
        lock_content(content_hash)
        if not is_content_wanted(content_hash):
            remove_file(content_hash)
