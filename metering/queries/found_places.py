"""Service points and meters that fit what somebody types into the search."""

from __future__ import annotations

from billing_site.foundation.word_search import first_by_words
from metering.models import Meter, ServicePoint


def load_service_points_like(typed: str, limit: int) -> list[ServicePoint]:
    """The first whose code begins so, with their sites; those with exactly the code come first."""
    points = ServicePoint.objects.select_related("site")
    return first_by_words(points, typed, ["code__istartswith"], limit=limit)


def load_meters_like(typed: str, limit: int) -> list[Meter]:
    """The first whose serial number begins so, with their utility and the places they are at."""
    meters = Meter.objects.select_related("utility").prefetch_related("channels__service_point__site")
    return first_by_words(meters, typed, ["serial__istartswith"], limit=limit)
