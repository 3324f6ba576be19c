"""Reading batches as the JSON that the API shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from billing_site.foundation.models import Job
from metering.models import ReadingBatch, ReadingSubmission, RejectedRow
from metering.queries.submission_problems import problem_facts
from metering.use_cases.receive_reading_submission import WORK_ON_READING_SUBMISSION_TASK

ERRORS_SHOWN: Final = 100


def batch_facts(submission: ReadingSubmission) -> dict[str, Any]:
    """The batch with the first of its errors."""
    return {**batch_page_facts([submission])[0], "errors": _first_errors(submission)}


def batch_page_facts(submissions: Sequence[ReadingSubmission]) -> list[dict[str, Any]]:
    """The batches, whose errors are counted only, with utility and batch at hand; at most one query."""
    waiting = [one.reference for one in submissions if one.state == ReadingSubmission.State.RECEIVED]
    failed = set(
        Job.objects.filter(
            kind=WORK_ON_READING_SUBMISSION_TASK, key__in=waiting, state=Job.State.FAILED
        ).values_list("key", flat=True)
        if waiting
        else ()
    )
    return [_facts(one, one.reference in failed) for one in submissions]


def instant_text(instant: datetime | None) -> str | None:
    """RFC 3339 in UTC."""
    return None if instant is None else instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _facts(one: ReadingSubmission, has_failed: bool) -> dict[str, Any]:
    batch = one.batch
    accepted = 0 if batch is None else batch.reading_count
    return {
        "object": "reading_batch",
        "id": one.reference,
        "utility": one.utility.code,
        "mode": "partial" if one.accepts_partial else "atomic",
        "status": _status(one, has_failed),
        "received": accepted + one.rejected_count,
        "accepted": accepted,
        "rejected": one.rejected_count,
        "duplicates": one.duplicate_count,
        "days": one.day_count,
        "findings": one.finding_count,
        "error_count": one.error_count,
        "errors": [],
        "content_hash": f"sha256:{one.content_hash}",
        "media_type": one.media_type,
        "request_id": one.request_id,
        "received_at": instant_text(one.received_at),
        "finished_at": instant_text(one.finished_at),
        "withdrawn_at": None if batch is None else instant_text(batch.withdrawn_at),
    }


def _status(one: ReadingSubmission, has_failed: bool) -> str:
    if one.batch is not None and one.batch.state == ReadingBatch.State.WITHDRAWN:
        return "withdrawn"
    return "failed" if has_failed else one.state.lower()


def _first_errors(one: ReadingSubmission) -> list[dict[str, Any]]:
    problems: Iterable[Any] = one.problems[:ERRORS_SHOWN]
    if one.batch_id is not None and one.error_count:
        problems = RejectedRow.objects.filter(batch=one.batch_id).order_by("pk")[:ERRORS_SHOWN]
    return [problem_facts(problem, one.media_type, one.series_count) for problem in problems]
