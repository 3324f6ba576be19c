"""What the API says of reading batches, and what it takes: for the description that clients are made from."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from billing_site.foundation.api.openapi import Json
from metering.file_formats.api_json_shapes import MOST_VALUES
from metering.file_formats.sent_qualities import QUALITY_WORDS

_DECIMAL: Final[Json] = {
    "type": ["string", "number"],
    "description": "A decimal of at most 18 digits, best as text; taken exactly, never rounded.",
    "examples": ["0.42"],
}
_CODE: Final[Json] = {"type": "string", "minLength": 1, "maxLength": 40}
_INSTANT: Final[Json] = {
    "type": "string",
    "format": "date-time",
    "description": "RFC 3339 with an offset; the beginning of the interval.",
}
_STEP: Final[Json] = {"type": "integer", "minimum": 1, "maximum": 1440}
_QUALITY: Final[Json] = {"type": "string", "enum": sorted(QUALITY_WORDS), "default": "actual"}
_NAMING: Final[Json] = {
    "service_point": _CODE,
    "channel": _CODE,
    "start": _INSTANT,
    "unit": {"type": "string", "minLength": 1, "maxLength": 16, "examples": ["kWh"]},
}
_SERIES: Final[Json] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["service_point", "channel", "start", "step_minutes", "values", "unit"],
    "properties": {
        **_NAMING,
        "step_minutes": _STEP,
        "values": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_VALUES,
            "items": {**_DECIMAL, "type": ["string", "number", "null"]},
            "description": "One for each interval from `start` on; null where there is no reading.",
        },
        "quality": {
            "description": "Of all values, or a list with one for each.",
            "anyOf": [_QUALITY, {"type": "array", "items": _QUALITY}],
        },
    },
}
_READING: Final[Json] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["service_point", "channel", "start", "value", "unit"],
    "properties": {
        **_NAMING,
        "value": _DECIMAL,
        "step_minutes": {**_STEP, "description": "If left out, that of the channel."},
        "quality": _QUALITY,
    },
}
_DOCUMENT: Final[Json] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["utility"],
    "properties": {
        "utility": {**_CODE, "description": "The code of the utility that the service points belong to."},
        "mode": {
            "type": "string",
            "enum": ["partial", "atomic"],
            "default": "partial",
            "description": "`partial` stores what can be taken; `atomic` stores all of it or nothing.",
        },
        "series": {"type": "array", "items": _SERIES},
        "readings": {"type": "array", "items": _READING},
    },
}
BATCH_BODIES: Final[dict[str, Any]] = {
    "application/json": _DOCUMENT,
    "application/x-ndjson": {
        "type": "string",
        "description": "In each line a series or a reading, as in application/json; `utility` and `mode` are"
        " parameters.",
    },
    "text/csv": {
        "type": "string",
        "description": "A header such as `service_point,channel,start,value,unit,quality`, and a reading in"
        " each row; or NEM12. `utility` and `mode` are parameters.",
    },
}

SERIES_EXAMPLE: Final = OpenApiExample(
    "a day of half-hours",
    request_only=True,
    media_type="application/json",
    value={
        "utility": "NORTH",
        "mode": "partial",
        "series": [
            {
                "service_point": "1012345678901",
                "channel": "E1",
                "start": "2026-10-01T00:00:00+01:00",
                "step_minutes": 30,
                "values": ["0.42", "0.39", None, "0.44"],
                "unit": "kWh",
            }
        ],
    },
)
READINGS_EXAMPLE: Final = OpenApiExample(
    "single readings",
    request_only=True,
    media_type="application/json",
    value={
        "utility": "NORTH",
        "mode": "atomic",
        "readings": [
            {
                "service_point": "1012345678901",
                "channel": "E1",
                "start": "2026-10-01T00:00:00+01:00",
                "value": "0.42",
                "unit": "kWh",
                "quality": "actual",
            }
        ],
    },
)
_ERROR_VALUE: Final = {
    "row": 1,
    "pointer": "/series/0/values/2",
    "code": "row.values",
    "value": "1,5",
    "detail": "the value is not a plain number",
    "hint": 'write a decimal such as "0.42"',
}
STORED_EXAMPLE: Final = OpenApiExample(
    "one of four was refused",
    response_only=True,
    status_codes=["201"],
    value={
        "object": "reading_batch",
        "id": "rb_6f1c0c6f2f0b4f6f9a3f4a1a2f6f7c11",
        "utility": "NORTH",
        "mode": "partial",
        "status": "stored",
        "received": 4,
        "accepted": 3,
        "rejected": 1,
        "duplicates": 0,
        "days": 1,
        "findings": 0,
        "error_count": 1,
        "errors": [_ERROR_VALUE],
        "content_hash": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "media_type": "application/json",
        "request_id": "req_4f0d6c2b7a9e4b1c8d3f5a60",
        "received_at": "2026-10-02T06:00:00Z",
        "finished_at": "2026-10-02T06:00:00Z",
        "withdrawn_at": None,
    },
)


class RowProblem(serializers.Serializer[Any]):
    """A row, or a problem of several rows that is told once."""

    row = serializers.IntegerField(help_text="From 1: series first, then readings; or the line of the body.")
    pointer = serializers.CharField(help_text='JSON pointer into a JSON body, else "".')
    code = serializers.CharField(help_text="Stable, such as row.start, row.value, row.service_point.")
    value = serializers.CharField(help_text="What stands there.")
    detail = serializers.CharField()
    hint = serializers.CharField(help_text="How to cure it.")


class ReadingBatchShape(serializers.Serializer[Any]):
    """A batch of readings: `received` = `accepted` + `rejected`."""

    object = serializers.CharField(default="reading_batch")
    id = serializers.CharField()
    utility = serializers.CharField()
    mode = serializers.ChoiceField(["partial", "atomic"])
    status = serializers.ChoiceField(
        ["received", "stored", "refused", "failed", "withdrawn"],
        help_text="received: a worker will store it; failed: send it again; refused: nothing was stored.",
    )
    received = serializers.IntegerField()
    accepted = serializers.IntegerField()
    rejected = serializers.IntegerField()
    duplicates = serializers.IntegerField(
        help_text="Of the accepted: those of an interval that this batch had delivered already."
    )
    days = serializers.IntegerField(help_text="Local days of channels that were touched.")
    findings = serializers.IntegerField(help_text="What validation will have somebody look at.")
    error_count = serializers.IntegerField()
    errors = RowProblem(  # type: ignore[assignment]  # a field, not the attribute
        many=True, help_text="The first 100; the others under /errors."
    )
    content_hash = serializers.CharField(help_text="sha256: of the unpacked body.")
    media_type = serializers.CharField()
    request_id = serializers.CharField(help_text="Of the request that sent it.")
    received_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
