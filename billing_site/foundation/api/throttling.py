"""How many requests a key may send a minute: counted exactly, in the database that all processes share."""

from __future__ import annotations

import math
from typing import Any, Final

from django.db import connection
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from billing_site.foundation.models import ApiKey, ApiRequestCount

WINDOW_S: Final = 60
READS_PER_WINDOW: Final = 600
WRITES_PER_WINDOW: Final = 120
# The clock of the database, as those of several hosts differ.
CLOCK = "clock_timestamp()"
_READING: Final = ("GET", "HEAD", "OPTIONS")
_FACTS: Final = "api_rate_limit"
# One row for each key and budget, begun again with each window: the row's own lock, held for this one
# statement, is what makes the count exact, and no other key waits for it.
_COUNT: Final = """
    WITH clock AS (SELECT extract(epoch FROM {clock}) AS seconds)
    INSERT INTO {table} AS counted (api_key_id, budget, "window", count)
        SELECT %s, %s, floor(seconds / {length}), 1 FROM clock
    ON CONFLICT (api_key_id, budget) DO UPDATE SET
        count = CASE WHEN counted."window" < excluded."window" THEN 1 ELSE counted.count + 1 END,
        "window" = greatest(counted."window", excluded."window")
    RETURNING count, ("window" + 1) * {length} - (SELECT seconds FROM clock)
"""


class RequestsPerMinute(BaseThrottle):
    """Two budgets a key, for reading and for writing, full again with each minute of the clock."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request, and leave what is left for `rate_limit_headers`."""
        if not isinstance(request.auth, ApiKey):
            return True
        self._wait = count_request(request._request, request.auth)
        return self._wait is None

    def wait(self) -> float | None:
        """Seconds until the budget is full again, when it is used up."""
        return self._wait


def count_request(request: HttpRequest, api_key: ApiKey) -> float | None:
    """Count the request of the key; the seconds to wait when it is one too many, else None."""
    name, quota = ("read", READS_PER_WINDOW) if request.method in _READING else ("write", WRITES_PER_WINDOW)
    statement = _COUNT.format(clock=CLOCK, table=ApiRequestCount._meta.db_table, length=WINDOW_S)
    with connection.cursor() as cursor:
        cursor.execute(statement, [api_key.pk, name])
        count, wait = cursor.fetchone()
    setattr(request, _FACTS, (name, quota, count, float(wait)))
    return None if count <= quota else float(wait)


def is_flood(request: HttpRequest) -> bool:
    """Whether the key was told already, in this window, that its budget is used up."""
    _, quota, count, _ = getattr(request, _FACTS, ("", 0, 0, 0.0))
    return bool(count > quota + 1)


def rate_limit_headers(request: HttpRequest) -> dict[str, str]:
    """What is left, as draft-ietf-httpapi-ratelimit-headers has it; nothing for a request that is not counted."""
    facts = getattr(request, _FACTS, None)
    if facts is None:
        return {}
    name, quota, count, wait = facts
    return {
        "RateLimit-Policy": f'"{name}";q={quota};w={WINDOW_S}',
        "RateLimit": f'"{name}";r={max(quota - count, 0)};t={math.ceil(wait)}',
    }
