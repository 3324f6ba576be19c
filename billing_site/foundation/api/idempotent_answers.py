"""A POST with an Idempotency-Key has one effect, and the same answer each time it is sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from rest_framework.request import Request
from rest_framework.response import Response

from billing_site.foundation.api.problems import Problem
from billing_site.foundation.api.views import key_of
from billing_site.foundation.idempotency import KeyReused, once

_HEADER: Final = "Idempotency-Key"
_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that can be kept: `body` is a JSON value."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


def answered_once(request: Request, body: bytes, at: datetime, effect: Callable[[], Given]) -> Response:
    """What `effect` answers; with an Idempotency-Key, what it answered when the key came first.

    An effect that raises leaves no trace, so its key may come again, with a better body. Raises a Problem for
    a key that is none, or that came with another request.
    """
    key = request.headers.get(_HEADER)
    if key is None:
        given = effect()
        return Response(given.body, given.status, headers=given.headers)
    if not _KEY.fullmatch(key):
        detail = "Idempotency-Key is 1 to 255 printable ASCII characters without blanks, such as a UUID."
        raise Problem(400, "idempotency.key", detail)
    try:
        answer = once(
            owner=f"API key {key_of(request).pk}: {request.method} {request.path}",
            key=key,
            request_hash=_hash(request, body),
            at=at,
            effect=lambda: asdict(effect()),
        )
    except KeyReused as error:
        detail = "This Idempotency-Key came with another request: use a new key for each request."
        raise Problem(422, "idempotency.mismatch", detail) from error
    kept = answer.response
    replayed = {"Idempotency-Replayed": "true"} if answer.is_replay else {}
    return Response(kept["body"], kept["status"], headers={**kept["headers"], **replayed})


def _hash(request: Request, body: bytes) -> str:
    digest = hashlib.sha256(body)
    for part in (request.META.get("QUERY_STRING", ""), request.content_type or ""):
        digest.update(b"\0" + part.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
