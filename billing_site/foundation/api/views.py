"""What every view of the API has in common: scopes, declared parameters, headers, JSON out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billing_site.foundation.api.parameters import refuse_unknown_parameters
from billing_site.foundation.api.throttling import rate_limit_headers
from billing_site.foundation.models import ApiKey

Scopes = Mapping[str, tuple[ApiKey.Scope, ...]]


class AnyAccept(DefaultContentNegotiation):
    """For answers of one kind that is not JSON: a PDF is a PDF, whatever the sender accepts."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """The first renderer, for the errors."""
        return renderers[0], renderers[0].media_type


class ApiView(APIView):
    """A view that is closed unless it names the scopes of its methods.

    `parameters`: the query parameters of each method; others are refused, as a typing error must not vanish.
    """

    required_scopes: ClassVar[Scopes] = {}
    parameters: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    http_method_names = ["get", "head", "post"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let in those who may, with parameters that are known."""
        super().initial(request, *args, **kwargs)
        if request.method in self.allowed_methods:  # others are told 405
            method = "GET" if request.method == "HEAD" else str(request.method)
            refuse_unknown_parameters(request, self.parameters.get(method, ()))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add what every answer has."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.setdefault("Cache-Control", "no-store")
        for name, value in rate_limit_headers(request._request).items():
            response[name] = value
        return response


def key_of(request: Request) -> ApiKey:
    """The key that the request came with."""
    assert isinstance(request.auth, ApiKey), "HasScope lets nobody in without one"
    return request.auth


def request_id_of(request: Request) -> str:
    """The id that the answer carries."""
    return str(getattr(request._request, "api_request_id", ""))


def created(body: Mapping[str, Any], location: str) -> Response:
    """201 with the new object and where it is."""
    return Response(body, 201, headers={"Location": location})
