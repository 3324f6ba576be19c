"""Who sends a request: the API key in its Authorization header, and nothing else."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from billing_site.foundation.api.client_addresses import client_address
from billing_site.foundation.api.problems import Problem
from billing_site.foundation.api.request_log import note_api_key
from billing_site.foundation.api.throttling import count_request
from billing_site.foundation.api_keys import KEY_IN_TEXT, may_come_from, revoke_api_key, usable_api_key
from billing_site.foundation.models import ApiKey


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer ub_…`; whatever is wrong with a key, the answer is the same.

    A key in the address is in logs and histories by now: it is refused, and revoked.
    """

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        """Return nobody in particular and the key; None when there is no key at all."""
        now = timezone.now()
        if leaked := KEY_IN_TEXT.search(request.META.get("QUERY_STRING", "")):
            api_key = usable_api_key(leaked[0], now)
            if api_key is not None:
                revoke_api_key(api_key=api_key, at=now, actor=None, reason="it was sent in an address")
            raise AuthenticationFailed
        kind, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if not kind:
            return None
        api_key = usable_api_key(text.strip(), now) if kind.lower() == "bearer" else None
        if api_key is None:
            raise AuthenticationFailed
        note_api_key(request._request, api_key)
        _refuse_elsewhere(request, api_key)
        return AnonymousUser(), api_key

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return 'Bearer realm="api"'


def _refuse_elsewhere(request: Request, api_key: ApiKey) -> None:
    """Raise a problem when the key is not for where the request comes from, or comes from there too often."""
    address = client_address(request._request)
    if may_come_from(api_key, address):
        return
    wait = count_request(request._request, api_key)
    if wait is not None:
        raise Throttled(wait)
    shown = "an address that is not known" if address is None else str(address)
    detail = f"This key is not for use from {shown}: send it from one of its networks, or have them changed."
    raise Problem(403, "network.not_allowed", detail)


class HasScope(BasePermission):
    """The key has the scope that the view asks for; a view that asks for none is closed."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raise a problem that names the scope which is missing; False without a key."""
        if not isinstance(request.auth, ApiKey):
            return False
        if request.method not in view.allowed_methods:
            return True  # it will be told 405
        wanted = view.required_scopes.get("GET" if request.method == "HEAD" else request.method, ())
        missing = [scope for scope in wanted if scope not in request.auth.scopes]
        if not wanted or missing:
            names = ", ".join(missing) or "one that no key has"
            raise Problem(
                403, "scope.missing", f"This key lacks the scope {names}.", facts={"scopes": missing}
            )
        return True
