"""Service points as clerks look for them, and what is measured at one."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from billing_site.foundation.word_search import find_by_words
from metering.models import Channel, ServicePoint

_BEGINNINGS = ("code__istartswith", "site__code__istartswith", "channels__meter__serial__istartswith")
_WORDS = (("site__name", "site__street", "site__city"),)


def service_points_with_places(typed: str = "") -> QuerySet[ServicePoint]:
    """Service points with site, utility and channels (each with meter and metric), in no order.

    With `typed`, those for which each word begins the code of the point or its site or the serial of a
    meter there, or a word of the site's name and address. Two queries, whatever their number.
    """
    points = ServicePoint.objects.all()
    if typed.strip():
        points = find_by_words(points, typed, _BEGINNINGS, _WORDS)
    channels = Channel.objects.select_related("meter", "metric").order_by("code")
    return points.select_related("site", "utility").prefetch_related(Prefetch("channels", queryset=channels))
