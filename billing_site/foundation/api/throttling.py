"""How many requests a key may send a minute: counted in the cache that all processes share."""

from __future__ import annotations

import math
import time
from typing import Any, Final

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from billing_site.foundation.models import ApiKey

WINDOW_S: Final = 60
READS_PER_WINDOW: Final = 600
WRITES_PER_WINDOW: Final = 120
_READING: Final = ("GET", "HEAD", "OPTIONS")


class RequestsPerMinute(BaseThrottle):
    """Two budgets a key, for reading and for writing, full again with each minute of the clock.

    Two requests that count at the very same moment may count as one: it is a brake, not a bill.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request, and leave what is left for `rate_limit_headers`."""
        if not isinstance(request.auth, ApiKey):
            return True
        name, quota = (
            ("read", READS_PER_WINDOW) if request.method in _READING else ("write", WRITES_PER_WINDOW)
        )
        window, elapsed = divmod(time.time(), WINDOW_S)
        self._wait = WINDOW_S - elapsed
        counter = f"api-requests:{request.auth.pk}:{name}:{int(window)}"
        count: int = cache.get(counter, 0) + 1
        cache.set(counter, count, WINDOW_S * 2)
        left = max(quota - count, 0)
        request._request.api_rate_limit = (name, quota, left, math.ceil(self._wait))  # type: ignore[attr-defined]
        return count <= quota

    def wait(self) -> float:
        """Seconds until the budget is full again."""
        return self._wait


def rate_limit_headers(request: Request) -> dict[str, str]:
    """What is left, as draft-ietf-httpapi-ratelimit-headers has it; nothing for a request that is not counted."""
    facts = getattr(request._request, "api_rate_limit", None)
    if facts is None:
        return {}
    name, quota, left, seconds = facts
    return {
        "RateLimit-Policy": f'"{name}";q={quota};w={WINDOW_S}',
        "RateLimit": f'"{name}";r={left};t={seconds}',
    }
