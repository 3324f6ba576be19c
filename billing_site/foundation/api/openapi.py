"""What the description of the API says on every operation: how to sign in, and how errors look."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

from billing_site.foundation.api.pages import LARGEST_SIZE, USUAL_SIZE

Json = dict[str, Any]

_PROBLEM: Final[Json] = {
    "type": "object",
    "description": "What went wrong (RFC 9457). `code` is stable; texts are for people and may change.",
    "required": ["type", "title", "status", "code", "detail", "instance", "request_id", "retryable"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:problem:readings.refused"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "examples": ["readings.refused"]},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "retryable": {"type": "boolean", "description": "Whether the same request may succeed later."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "JSON pointer into the body, or a parameter.",
                    },
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
# Every operation may be answered so; what else it may say, its own view tells.
_ALWAYS: Final = {
    "400": "The request cannot be read: its JSON, a parameter, a header.",
    "401": "No key, or none that is known, unexpired and unrevoked.",
    "403": "The key lacks a scope, which `scopes` names.",
    "429": "Too many requests a minute; Retry-After says when the next may come.",
    "503": "Not available for a moment; Retry-After says when to send it again.",
}
_WITH_PATH: Final = {"404": "There is no such thing, or it is not for this key."}
_WITH_BODY: Final = {
    "413": "The body is too large.",
    "415": "The body is of a kind that is not known here.",
    "422": "The request is understood and cannot be done; `errors` points to what is wrong.",
}

IDEMPOTENCY_KEY: Final = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="A UUID, say. The same key with the same request has one effect and one answer; with another"
    " request it is refused (422 `idempotency.mismatch`).",
)
PAGE: Final = [
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": USUAL_SIZE},
        description="How many objects a page has.",
    ),
    OpenApiParameter("after", str, description="The `next` of the page before."),
]


class _ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """The key as a bearer token."""

    target_class = "billing_site.foundation.api.authentication.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: Any) -> Json:
        """How a generated client sends it."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key such as `ub_…`, made in the staff pages.",
        }


def page_shape(name: str, row: type[serializers.Serializer[Any]]) -> Any:
    """The envelope of a list of these rows."""
    return inline_serializer(
        name,
        {
            "data": row(many=True),
            "has_more": serializers.BooleanField(),
            "next": serializers.CharField(allow_null=True, help_text="Send it as `after` for the next page."),
        },
    )


def add_problems(result: Json, generator: Any, request: Any, public: bool) -> Json:
    """Hook of drf-spectacular: the errors that every operation may answer with."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            told = dict(_ALWAYS)
            if "{" in path:
                told |= _WITH_PATH
            if method == "post":
                told |= _WITH_BODY
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
            for status, description in told.items():
                operation["responses"].setdefault(status, _answer(description))
            operation["responses"] = dict(sorted(operation["responses"].items()))
    return result


def _answer(description: str) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}
