"""What goes wrong with an API request, told as RFC 9457 tells it: one shape for everything under /api/."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final

import msgspec
from django.core.exceptions import PermissionDenied, SuspiciousOperation, TooManyFieldsSent
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

log = logging.getLogger(__name__)

PROBLEM_TYPE: Final = "application/problem+json"
_WORTH_ANOTHER_TRY: Final = frozenset([429, 500, 503])
_BACK_IN_S: Final = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right: a JSON pointer into the request's body (or a parameter's name), a code, words."""

    pointer: str
    code: str
    detail: str


class Problem(Exception):
    """A request that is answered with an error; `code` is stable, `detail` is for people."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[Fault | Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        self.status, self.code, self.detail = status, code, detail
        self.errors, self.headers, self.facts = tuple(errors), dict(headers or {}), dict(facts or {})
        super().__init__(f"{status} {code}: {detail}")


def problem_body(problem: Problem, request: HttpRequest) -> dict[str, Any]:
    """The problem as a JSON object; `errors` only where there are some."""
    body: dict[str, Any] = {
        "type": f"urn:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "instance": request.path,
        "request_id": getattr(request, "api_request_id", ""),
        "retryable": problem.status in _WORTH_ANOTHER_TRY,
    }
    if problem.errors:
        body["errors"] = [asdict(one) if isinstance(one, Fault) else dict(one) for one in problem.errors]
    return body | problem.facts


def plain_problem(problem: Problem, request: HttpRequest) -> HttpResponse:
    """The answer for what happens outside of a view."""
    content = msgspec.json.encode(problem_body(problem, request))
    return HttpResponse(content, PROBLEM_TYPE, problem.status, headers=problem.headers)


def answer_with_problem(error: Exception, context: Mapping[str, Any]) -> Response:
    """Django REST framework's exception handler: whatever a view raises becomes a problem, never a trace."""
    problem = problem_of(error)
    body = problem_body(problem, context["request"])
    return Response(body, problem.status, headers=problem.headers, content_type=PROBLEM_TYPE)


def problem_of(error: Exception) -> Problem:
    """What to tell of an exception; the unexpected is logged, and told in as few words as possible."""
    if isinstance(error, Problem):
        return error
    for kind, problem_for in _KNOWN:
        if isinstance(error, kind):
            return problem_for(error)
    log.error("an API request failed unexpectedly", exc_info=error)
    return Problem(
        500, "internal", "Something went wrong on our side; it is in our log under the request id."
    )


def _unavailable(error: Exception) -> Problem:
    log.error("the database did not answer an API request", exc_info=error)
    headers = {"Retry-After": str(_BACK_IN_S)}
    return Problem(503, "unavailable", "Not available for a moment: send it again.", headers=headers)


def _unauthenticated(error: Any) -> Problem:
    headers = {"WWW-Authenticate": 'Bearer realm="api"'}
    return Problem(
        401, "unauthenticated", "Send a valid API key: Authorization: Bearer ub_…", headers=headers
    )


def _throttled(error: Any) -> Problem:
    wait = max(1, math.ceil(error.wait or 1))  # a moment earlier would be too early
    detail = f"Too many requests with this key: send it again in {wait} s."
    return Problem(429, "rate.limited", detail, headers={"Retry-After": str(wait)})


def _unsupported(error: Any) -> Problem:
    return Problem(415, "media_type.unsupported", str(error.detail))


_KNOWN: Final[tuple[tuple[type[Exception], Callable[[Any], Problem]], ...]] = (
    (exceptions.NotAuthenticated, _unauthenticated),
    (exceptions.AuthenticationFailed, _unauthenticated),
    (exceptions.Throttled, _throttled),
    (exceptions.UnsupportedMediaType, _unsupported),
    (exceptions.MethodNotAllowed, lambda error: Problem(405, "method.not_allowed", str(error.detail))),
    (
        exceptions.NotAcceptable,
        lambda _: Problem(406, "media_type.not_acceptable", "Accept application/json."),
    ),
    (exceptions.ParseError, lambda error: Problem(400, "request.malformed", str(error.detail))),
    (exceptions.PermissionDenied, lambda _: Problem(403, "forbidden", "This is not for this key.")),
    (PermissionDenied, lambda _: Problem(403, "forbidden", "This is not for this key.")),
    (exceptions.NotFound, lambda _: Problem(404, "not_found", "There is no such thing here.")),
    (Http404, lambda _: Problem(404, "not_found", "There is no such thing here.")),
    (TooManyFieldsSent, lambda _: Problem(400, "parameter.too_many", "Too many parameters.")),
    (SuspiciousOperation, lambda _: Problem(400, "request.malformed", "This request is not taken.")),
    (UnreadablePostError, lambda _: Problem(400, "request.malformed", "The body broke off.")),
    (DataError, lambda _: Problem(400, "request.malformed", "A value is out of all bounds.")),
    (OperationalError, _unavailable),
    (InterfaceError, _unavailable),
)
