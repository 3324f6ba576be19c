"""What each key asked for, when and from where: written once a request has been answered.

One statement after the request's own transactions, so that what was rolled back is told too. A request that
cannot be written down is answered all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.encoding import escape_uri_path, iri_to_uri

from billing_site.foundation.api.client_addresses import client_address
from billing_site.foundation.api.throttling import is_flood
from billing_site.foundation.api_keys import KEY_IN_TEXT
from billing_site.foundation.models import ApiKey, ApiKeyAddress, ApiRequest

log = logging.getLogger(__name__)

_KEY: Final = "api_key_used"
_HIDDEN: Final = "…"
_LONGEST_PATH: Final = 300
_LARGEST: Final = 2**63 - 1
_MOST_PARAMETERS: Final = 20
# What came more often than it may is counted for its address, and not written down each time. Nobody waits for
# the disk: the last rows before a crash may be lost.
_WRITE: Final = """
    WITH hurried AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
    seen AS (
        INSERT INTO {addresses} AS known (api_key_id, address, first_seen_at, last_seen_at, request_count)
            SELECT %(api_key)s, %(address)s::inet, %(at)s, %(at)s, 1 WHERE %(address)s::inet IS NOT NULL
        ON CONFLICT (api_key_id, address) DO UPDATE SET
            last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at),
            request_count = known.request_count + 1
    )
    INSERT INTO {requests} (at, api_key_id, address, method, path, status, duration_ms, request_id,
        received_bytes, sent_bytes)
        SELECT %(at)s, %(api_key)s, %(address)s::inet, %(method)s, %(path)s, %(status)s, %(duration_ms)s,
            %(request_id)s, %(received)s, %(sent)s
        FROM hurried WHERE NOT %(is_flood)s
"""


def note_api_key(request: HttpRequest, api_key: ApiKey) -> None:
    """Have the request written down for this key when it has been answered."""
    setattr(request, _KEY, api_key)


def log_request(
    request: HttpRequest, response: HttpResponseBase, *, request_id: str, began_at: datetime
) -> None:
    """Write the answered request down if it came with a usable key."""
    api_key = getattr(request, _KEY, None)
    if api_key is None:
        return
    names = {"addresses": ApiKeyAddress._meta.db_table, "requests": ApiRequest._meta.db_table}
    try:
        facts = {
            **_facts(request, response, began_at),
            "api_key": api_key.pk,
            "request_id": request_id,
            "is_flood": is_flood(request),
        }
        with connection.cursor() as cursor:
            cursor.execute(_WRITE.format(**names), facts)
    except Exception:  # whatever it is, the sender's work is done and must be answered
        log.exception("a request of an API key was answered and could not be written down")


def _facts(request: HttpRequest, response: HttpResponseBase, began_at: datetime) -> dict[str, Any]:
    address = client_address(request)
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return {
        "address": None if address is None else str(address),
        "at": began_at,
        "method": str(request.method)[:10],
        "path": shown_path(request),
        "status": response.status_code,
        "duration_ms": max(timezone.now() - began_at, timedelta(0)) // timedelta(milliseconds=1),
        "received": min(int(length), _LARGEST) if length.isdecimal() and len(length) < 20 else 0,
        "sent": len(response.content) if isinstance(response, HttpResponse) else None,
    }


def shown_path(request: HttpRequest) -> str:
    """The path and its parameters, with the values of those only that the address knows, and no key in it."""
    match = request.resolver_match
    known: Any = getattr(getattr(match.func, "view_class", None), "parameters", {}) if match else {}
    names = known.get("GET" if request.method == "HEAD" else request.method, ())
    # Not request.GET, which raises when there are too many.
    pairs = request.META.get("QUERY_STRING", "").split("&", _MOST_PARAMETERS)[:_MOST_PARAMETERS]
    shown = [_shown(pair, names) for pair in pairs if pair]
    path = escape_uri_path(request.path) + ("?" + "&".join(shown) if shown else "")
    return KEY_IN_TEXT.sub(f"ub_{_HIDDEN}", path)[:_LONGEST_PATH]


def _shown(pair: str, names: Collection[str]) -> str:
    name, _, value = pair.partition("=")
    return iri_to_uri(name)[:60] + "=" + (iri_to_uri(value) if name in names else _HIDDEN)
