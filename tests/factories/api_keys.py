"""API keys, and programs that use them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.test import Client
from django.utils import timezone

from billing_site.foundation.api_keys import MadeApiKey, make_api_key
from billing_site.foundation.models import ApiKey

EVERYTHING = tuple(ApiKey.Scope)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def made_key(*scopes: ApiKey.Scope, utility=None, **facts) -> MadeApiKey:
    """A usable key; of one utility if it is named."""
    now = facts.pop("at", None) or timezone.now()
    return make_api_key(
        name=facts.pop("name", "head-end"),
        scopes=scopes or (ApiKey.OF_ONE_UTILITY if utility else EVERYTHING),
        utility_id=utility and utility.pk,
        expires_at=now + timedelta(days=90),
        at=now,
        actor=None,
        **facts,
    )


class Program:
    """A client that sends a key, and asks for addresses below /api/v1/."""

    def __init__(self, key: MadeApiKey | str | None = None, **headers) -> None:
        text = key.text if isinstance(key, MadeApiKey) else key
        self._headers = {**({"Authorization": f"Bearer {text}"} if text else {}), **headers}
        self._client = Client(raise_request_exception=False)

    def get(self, path, headers=None, **parameters):
        return self._client.get(f"/api/v1/{path}", parameters, headers={**self._headers, **(headers or {})})

    def post(self, path, body=b"", content_type="application/json", headers=None):
        """Send the bytes as they are, whatever the content type says of them."""
        return self._client.generic(
            "POST",
            f"/api/v1/{path}",
            body,
            content_type,
            headers={**self._headers, **(headers or {})},
            CONTENT_TYPE=content_type,  # which a client without a body would leave out
        )

    def send(self, method, path, **rest):
        return self._client.generic(method, f"/api/v1/{path}", headers=self._headers, **rest)


def program(*scopes: ApiKey.Scope, utility=None) -> Program:
    """A program with a new key."""
    return Program(made_key(*scopes, utility=utility))
