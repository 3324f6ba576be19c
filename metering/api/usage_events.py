"""Usage events: sent in bulk."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing_site.foundation.api.bodies import JSON, media_type_of, problem_of_json, read_body
from billing_site.foundation.api.idempotent_answers import Given, answered_once
from billing_site.foundation.api.openapi import IDEMPOTENCY_KEY
from billing_site.foundation.api.problems import Problem
from billing_site.foundation.api.views import ApiView, key_of
from billing_site.foundation.models import ApiKey
from billing_site.foundation.strict_json import NotStrictJson, read_strict_json
from metering.api.batch_bodies import utility_of_key
from metering.api.batch_shapes import RowProblem
from metering.file_formats.event_rows import LONGEST_KEY, MOST_EVENTS, EventProblem, EventRow
from metering.use_cases.receive_usage_events import ReceivedEvents, receive_usage_events

LARGEST_BYTES: Final = 8 << 20
_ERRORS_SHOWN: Final = 100


class _Sent(msgspec.Struct, forbid_unknown_fields=True):
    utility: str
    events: list[EventRow]


_SENT: Final = msgspec.json.Decoder(_Sent)
_TEXT: Final = {"type": "string", "minLength": 1, "maxLength": 40}
_EVENT: Final = {
    "type": "object",
    "additionalProperties": False,
    "required": ["service_point", "channel", "key", "at"],
    "properties": {
        "service_point": _TEXT,
        "channel": _TEXT,
        "key": {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_KEY,
            "description": "Your own name of the event: it counts once, however often it is sent.",
        },
        "at": {"type": "string", "format": "date-time", "description": "RFC 3339 with an offset."},
        "quantity": {
            "type": ["string", "number"],
            "description": "In the unit of the channel's metric, best as text; 1 if left out. Below zero sets an"
            " earlier event right.",
        },
        "properties": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "What prices may differ by, such as a region.",
        },
    },
}
_BODY: Final = {
    "type": "object",
    "additionalProperties": False,
    "required": ["utility", "events"],
    "properties": {"utility": _TEXT, "events": {"type": "array", "items": _EVENT, "maxItems": MOST_EVENTS}},
}
_EXAMPLE: Final = OpenApiExample(
    "two calls",
    request_only=True,
    media_type=JSON,
    value={
        "utility": "NORTH",
        "events": [
            {
                "service_point": "1012345678901",
                "channel": "CALLS",
                "key": "call-7226-1",
                "at": "2026-03-01T08:15:30Z",
                "quantity": "184",
                "properties": {"destination": "DE"},
            },
            {
                "service_point": "1012345678901",
                "channel": "CALLS",
                "key": "call-7226-2",
                "at": "2026-03-01T08:21:00+01:00",
            },
        ],
    },
)


class EventBatchShape(serializers.Serializer[Any]):
    """What became of the events: `received` = `accepted` + `duplicates` + `rejected`."""

    object = serializers.CharField(default="usage_event_batch")
    utility = serializers.CharField()
    received = serializers.IntegerField()
    accepted = serializers.IntegerField(help_text="New ones, which are stored now.")
    duplicates = serializers.IntegerField(help_text="Those that were stored already.")
    rejected = serializers.IntegerField()
    errors = RowProblem(  # type: ignore[assignment]  # a field, not the attribute
        many=True, help_text=f"Of many the first {_ERRORS_SHOWN}."
    )


class UsageEvents(ApiView):
    """Send usage events."""

    required_scopes = {"POST": (ApiKey.Scope.READINGS_WRITE,)}

    @extend_schema(
        operation_id="send_usage_events",
        tags=["Readings"],
        parameters=[
            OpenApiParameter("Content-Encoding", str, OpenApiParameter.HEADER, enum=["gzip"]),
            IDEMPOTENCY_KEY,
        ],
        request={JSON: _BODY},
        examples=[_EXAMPLE],
        responses={200: EventBatchShape, 201: EventBatchShape, 422: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        """Store events, at most 20,000 at once: API calls, telephone calls, transfers.

        An event counts once by its key, so a request may be repeated without harm: 201 when any is new, 200
        when all were there. An event that cannot be taken is told in `errors`, and the others are stored; when
        none can be taken, nothing is (422 `events.refused`). Events are never changed or deleted: one below zero
        sets another right.
        """
        media_type_of(request, JSON)
        content = read_body(request, LARGEST_BYTES)
        return answered_once(request, content, timezone.now(), lambda: _received(request, content))


def _received(request: Request, content: bytes) -> Given:
    try:
        sent = read_strict_json(content, _SENT)
    except NotStrictJson as error:
        raise problem_of_json(error) from error
    if len(sent.events) > MOST_EVENTS:
        detail = f"The body has more than {MOST_EVENTS:,} events: send several smaller ones."
        raise Problem(413, "body.too_large", detail)
    utility = utility_of_key(request, sent.utility, "/utility")
    received = receive_usage_events(
        utility=utility, rows=sent.events, received_at=timezone.now(), actor=key_of(request)
    )
    errors = [_fault(problem) for problem in received.problems[:_ERRORS_SHOWN]]
    if received.problems and len(received.problems) == received.received:
        detail = f"Nothing was stored: none of the {received.received:,} events can be taken."
        facts = {"error_count": received.received, "rejected": received.received}
        raise Problem(422, "events.refused", detail, errors=errors, facts=facts)
    return Given(201 if received.accepted else 200, _facts(received, utility.code, errors))


def _facts(received: ReceivedEvents, utility: str, errors: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "object": "usage_event_batch",
        "utility": utility,
        "received": received.received,
        "accepted": received.accepted,
        "duplicates": received.duplicates,
        "rejected": len(received.problems),
        "errors": errors,
    }


def _fault(problem: EventProblem) -> dict[str, Any]:
    return {
        "row": problem.number + 1,
        "pointer": f"/events/{problem.number}/{problem.field}",
        "code": f"row.{problem.field}",
        "value": problem.value,
        "detail": problem.message,
        "hint": problem.cure,
    }
