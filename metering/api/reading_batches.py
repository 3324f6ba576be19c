"""Batches of readings: sent, looked up, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Final

import msgspec
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from billing_site.foundation.api.bodies import JSON, problem_of_json, read_json_body
from billing_site.foundation.api.idempotent_answers import Given, answered_once
from billing_site.foundation.api.openapi import IDEMPOTENCY_KEY, PAGE, page_shape
from billing_site.foundation.api.pages import PAGE_PARAMETERS, page_of, page_of_values
from billing_site.foundation.api.parameters import text_parameter
from billing_site.foundation.api.problems import Problem
from billing_site.foundation.api.views import AnyAccept, ApiView, key_of, request_id_of
from billing_site.foundation.csv_download import csv_response
from billing_site.foundation.models import ApiKey
from billing_site.foundation.strict_json import NotStrictJson
from metering.api.batch_bodies import AT_ONCE_BYTES, MODES, BatchBody, read_batch_body
from metering.api.batch_facts import ERRORS_SHOWN, batch_facts, batch_page_facts
from metering.api.batch_shapes import (
    BATCH_BODIES,
    READINGS_EXAMPLE,
    SERIES_EXAMPLE,
    STORED_EXAMPLE,
    ReadingBatchShape,
    RowProblem,
)
from metering.models import ReadingBatch, ReadingSubmission, RejectedRow
from metering.queries.key_access import reading_submissions_of_key
from metering.queries.submission_problems import problem_facts
from metering.use_cases.receive_reading_submission import (
    UnableToReceiveReadingSubmission,
    receive_reading_submission,
)
from metering.use_cases.store_readings import UnableToImportReadings
from metering.use_cases.submit_readings import submit_readings
from metering.use_cases.withdraw_reading_batch import UnableToWithdrawReadingBatch, withdraw_reading_batch

_READ: Final = (ApiKey.Scope.READINGS_READ,)
_WRITE: Final = (ApiKey.Scope.READINGS_WRITE,)
_ASK_AGAIN_S: Final = "2"
_REASON_BYTES: Final = 4096


class _Reason(msgspec.Struct, forbid_unknown_fields=True):
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


_REASON: Final = msgspec.json.Decoder(_Reason)


class ReadingBatches(ApiView):
    """Send a batch, or list what was sent."""

    required_scopes = {"GET": _READ, "POST": _WRITE}
    parameters = {"GET": ("utility", *PAGE_PARAMETERS), "POST": ("utility", "mode")}

    @extend_schema(
        operation_id="list_reading_batches",
        tags=["Readings"],
        parameters=[OpenApiParameter("utility", str), *PAGE],
        responses={200: page_shape("ReadingBatchPage", ReadingBatchShape)},
    )
    def get(self, request: Request) -> Response:
        """The batches that were sent, the latest first; their errors are counted here, not listed."""
        rows = reading_submissions_of_key(key_of(request)).select_related("utility", "batch")
        if utility := text_parameter(request, "utility"):
            rows = rows.filter(utility__code=utility)
        return page_of(request, rows, "-pk", batch_page_facts)

    @extend_schema(
        operation_id="send_reading_batch",
        tags=["Readings"],
        parameters=[
            OpenApiParameter("utility", str, description="For NDJSON and CSV: whose readings these are."),
            OpenApiParameter(
                "mode", str, enum=MODES, description="For NDJSON and CSV; `partial` if left out."
            ),
            OpenApiParameter("Content-Encoding", str, OpenApiParameter.HEADER, enum=["gzip"]),
            IDEMPOTENCY_KEY,
        ],
        request=BATCH_BODIES,
        examples=[SERIES_EXAMPLE, READINGS_EXAMPLE, STORED_EXAMPLE],
        responses={200: ReadingBatchShape, 201: ReadingBatchShape, 202: ReadingBatchShape},
    )
    def post(self, request: Request) -> Response:
        """Store readings: series, single ones, NDJSON or CSV, each plain or gzip, of up to 64 MB unpacked.

        Up to 4 MB are stored at once (201); what is larger is kept, and stored by a worker (202): ask its
        Location until `status` is no longer `received`. The same content again is the same batch (200), so a
        request may be repeated without harm, with an Idempotency-Key or without. Rows that cannot be taken are
        told in `errors`, and the counts add up: `received` = `accepted` + `rejected`. When no reading can be
        taken, or one cannot and the mode is `atomic`, nothing is stored (422 `readings.refused`).
        """
        body = read_batch_body(request)
        return answered_once(request, body.content, timezone.now(), lambda: _sent(request, body))


class ReadingBatchDetail(ApiView):
    """One batch."""

    required_scopes = {"GET": _READ}

    @extend_schema(operation_id="get_reading_batch", tags=["Readings"], responses={200: ReadingBatchShape})
    def get(self, request: Request, reference: str) -> Response:
        """What became of a batch, with the first of its errors."""
        return Response(batch_facts(_submission(request, reference)))


class ReadingBatchErrors(ApiView):
    """What was refused of a batch."""

    required_scopes = {"GET": _READ}
    parameters = {"GET": PAGE_PARAMETERS}

    @extend_schema(
        operation_id="list_reading_batch_errors",
        tags=["Readings"],
        parameters=PAGE,
        responses={200: page_shape("RowProblemPage", RowProblem)},
    )
    def get(self, request: Request, reference: str) -> Response:
        """The rows that were refused, in the order in which they were found; of many the first 1,000."""
        submission = _submission(request, reference)

        def show(problems: Sequence[Any]) -> list[dict[str, Any]]:
            return [
                problem_facts(problem, submission.media_type, submission.series_count) for problem in problems
            ]

        if submission.batch_id is None:
            return page_of_values(request, submission.problems, show)
        return page_of(request, RejectedRow.objects.filter(batch=submission.batch_id), "pk", show)


class ReadingBatchErrorsCsv(ApiView):
    """What was refused of a batch, as a file."""

    required_scopes = {"GET": _READ}
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="download_reading_batch_errors",
        tags=["Readings"],
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request, reference: str) -> HttpResponseBase:
        """The same rows as CSV."""
        submission = _submission(request, reference)
        problems: Iterable[Any] = submission.problems
        if submission.batch_id is not None:
            problems = RejectedRow.objects.filter(batch=submission.batch_id).order_by("pk")
        heads = ("row", "pointer", "code", "value", "detail", "hint")

        def rows() -> Iterator[Sequence[Any]]:
            for problem in problems:
                facts = problem_facts(problem, submission.media_type, submission.series_count)
                yield [facts[head] for head in heads]

        return csv_response(f"{submission.reference}-errors", heads, rows())


class ReadingBatchWithdrawal(ApiView):
    """Take a batch back."""

    required_scopes = {"POST": _WRITE}

    @extend_schema(
        operation_id="withdraw_reading_batch",
        tags=["Readings"],
        request={
            JSON: {
                "type": "object",
                "additionalProperties": False,
                "required": ["reason"],
                "properties": {"reason": {"type": "string", "minLength": 1, "maxLength": 300}},
            }
        },
        responses={200: ReadingBatchShape},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Take every reading of the batch out of the count, as if it had never come; the exact inverse.

        A batch that is withdrawn already stays as it is, so the request may be repeated.
        """
        reason = read_json_body(request, _REASON, _REASON_BYTES).reason
        submission = _submission(request, reference)
        batch = submission.batch
        if batch is None:
            raise Problem(
                409, "batch.not_stored", "Nothing of this batch is stored: there is nothing to withdraw."
            )
        if batch.state != ReadingBatch.State.WITHDRAWN:
            _withdraw(request, batch, reason)
        return Response(batch_facts(_submission(request, reference)))


def _submission(request: Request, reference: str) -> ReadingSubmission:
    if not reference.isprintable():
        raise Http404
    rows = reading_submissions_of_key(key_of(request)).select_related("utility", "batch")
    return get_object_or_404(rows, reference=reference)


def _sent(request: Request, body: BatchBody) -> Given:
    """Store the body, or keep it for a worker."""
    facts: dict[str, Any] = {
        "utility": body.utility,
        "api_key": key_of(request),
        "content": body.content,
        "media_type": body.media_type,
        "accepts_partial": body.accepts_partial,
        "request_id": request_id_of(request),
        "received_at": timezone.now(),
    }
    if len(body.content) > AT_ONCE_BYTES:
        return _kept(facts)
    try:
        submission, is_new = submit_readings(**facts)
    except NotStrictJson as error:
        raise problem_of_json(error) from error
    except UnableToImportReadings as refusal:
        raise _refusal(refusal, body) from refusal
    return _given(submission, 201 if is_new else 200)


def _kept(facts: Mapping[str, Any]) -> Given:
    try:
        submission, _ = receive_reading_submission(**facts)
    except UnableToReceiveReadingSubmission as error:
        raise Problem(503, "unavailable", str(error), headers={"Retry-After": "60"}) from error
    return _given(submission, 202 if submission.state == ReadingSubmission.State.RECEIVED else 200)


def _given(submission: ReadingSubmission, status: int) -> Given:
    headers = {"Location": reverse("api-reading-batch", args=[submission.reference])}
    if status == 202:
        headers["Retry-After"] = _ASK_AGAIN_S
    return Given(status, batch_facts(submission), headers)


def _refusal(refusal: UnableToImportReadings, body: BatchBody) -> Problem:
    """The problem of a batch of which nothing was stored, with the first of its errors."""
    errors = [
        problem_facts(error, body.media_type, body.series_count) for error in refusal.errors[:ERRORS_SHOWN]
    ]
    detail = f"Nothing was stored: {refusal.error_count:,} of its rows cannot be taken."
    facts = {"error_count": refusal.error_count, "rejected": refusal.reading_count}
    return Problem(422, "readings.refused", detail, errors=errors, facts=facts)


def _withdraw(request: Request, batch: ReadingBatch, reason: str) -> None:
    try:
        withdraw_reading_batch(
            batch=batch, withdrawn_at=timezone.now(), reason=reason, actor=str(key_of(request))
        )
    except UnableToWithdrawReadingBatch as error:
        raise Problem(409, "batch.not_withdrawn", f"Nothing was changed: {error}.") from error
