"""Every answer of the API carries a request id, and every error its shape, wherever it comes from."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from billing_site.foundation.api.problems import PROBLEM_TYPE, Problem, plain_problem, problem_of
from billing_site.foundation.api.request_log import log_request

API_PATH: Final = "/api/"
_HEADER: Final = "Request-Id"
_GIVEN: Final = re.compile(r"[0-9A-Za-z._:-]{1,64}")
# What Django itself answers with a page: no such address, a body that is too large, an unknown host.
_PAGES: Final = {
    HTTPStatus.BAD_REQUEST: ("request.malformed", "This request is not taken."),
    HTTPStatus.FORBIDDEN: ("forbidden", "This is not for you."),
    HTTPStatus.NOT_FOUND: ("not_found", "There is no such address; /api/v1/openapi.json lists them."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method.not_allowed", "This method is not for this address."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("body.too_large", "The body is too large."),
}


class ApiAnswers:
    """Middleware: the sender's Request-Id or one of ours on each answer, and problems instead of error pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; what is not under /api/ passes by."""
        if not request.path.startswith(API_PATH):
            return self._get_response(request)
        given = request.headers.get(_HEADER, "")
        request_id = given if _GIVEN.fullmatch(given) else f"req_{secrets.token_hex(12)}"
        setattr(request, "api_request_id", request_id)  # noqa: B010 - no attribute of Django's
        began_at = timezone.now()
        response = self._get_response(request)
        if response.status_code >= 400 and response.get("Content-Type") != PROBLEM_TYPE:
            response = self._as_problem(response, request)
        response[_HEADER] = request_id
        log_request(request, response, request_id=request_id, began_at=began_at)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """What a view that is not Django REST framework's has raised."""
        if not request.path.startswith(API_PATH):
            return None
        return plain_problem(problem_of(exception), request)

    def _as_problem(self, response: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
        status = HTTPStatus(response.status_code)
        code, detail = _PAGES.get(status, ("internal", "Something went wrong; see the request id."))
        problem = plain_problem(Problem(response.status_code, code, detail), request)
        if "Allow" in response:
            problem["Allow"] = response["Allow"]
        return problem
