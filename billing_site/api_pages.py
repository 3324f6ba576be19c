"""The API's description, and the page on which it is read and tried."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.request import Request

from billing_site.foundation.access import OFFICE, Role, allow, has_role
from billing_site.foundation.api.authentication import ApiKeyAuthentication
from billing_site.foundation.models import ApiKey

_READERS = (*OFFICE, Role.UPLOADER)


class _ReadsTheApi(BasePermission):
    """Programs with a key, and the people who give keys out or use them."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, ApiKey) or has_role(request.user, *_READERS)


class _Description(SpectacularAPIView):
    """OpenAPI 3.1, as JSON."""

    authentication_classes = [ApiKeyAuthentication, SessionAuthentication]
    permission_classes = [_ReadsTheApi]
    renderer_classes = [OpenApiJsonRenderer]


class _TryIt(SpectacularSwaggerSplitView):
    """Swagger UI from our own static files, in two requests, so that no script is inline."""

    authentication_classes = [SessionAuthentication]
    permission_classes = [_ReadsTheApi]
    renderer_classes = [TemplateHTMLRenderer]
    throttle_classes = []
    url_name = "api-description"
    template_name = "billing_site/api_docs.html"
    title = "API"


description = _Description.as_view()
_try_it = _TryIt.as_view()


@require_safe
@allow(*_READERS)
def try_it(request: HttpRequest) -> HttpResponseBase:
    """Show the addresses of the API, to be tried with a key."""
    return _try_it(request)
