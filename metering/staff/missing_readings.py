"""What an uploader's utilities have not delivered: a panel on the page of uploads, and all of it as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import READING_STAFF, Role, allow
from billing_site.foundation.csv_download import csv_response
from metering.queries.undelivered_readings import (
    load_reading_gaps,
    load_silent_channels_since,
    silent_channels_since,
)
from metering.queries.visible_utilities import visible_utilities
from metering.usage.local_calendar import LocalCalendar

_SILENT_AFTER: Final = timedelta(days=31)
_GAPS_OF: Final = timedelta(days=92)
_SHOWN: Final = 20
_MOST_COUNTED: Final = 1000
_MOST_GAPS: Final = 200
_HEAD: Final = ("service_point", "channel", "what", "from", "until", "readings", "last_reading")


def missing_panel(user: AbstractBaseUser | AnonymousUser, now: datetime) -> dict[str, Any]:
    """The context of upload_missing.html; five queries, whatever is missing."""
    utilities = visible_utilities(user)
    day = (now - _SILENT_AFTER).date()
    count = silent_channels_since(utilities, day)[: _MOST_COUNTED + 1].count()
    gaps = list(load_reading_gaps(utilities, now - _GAPS_OF, _MOST_GAPS))
    return {
        "silent_count": min(count, _MOST_COUNTED),
        "silent_is_more": count > _MOST_COUNTED,
        "silent": load_silent_channels_since(utilities, day, _SHOWN) if count else [],
        "gap_count": len(gaps),
        "gaps": [{"gap": gap, "at": _local_day(gap.starts_at, gap.zone_name)} for gap in gaps[:_SHOWN]],
        "silent_days": _SILENT_AFTER.days,
        "gap_days": _GAPS_OF.days,
    }


@require_safe
@allow(*READING_STAFF, Role.AUDITOR)
def upload_missing_csv(request: HttpRequest) -> HttpResponseBase:
    """Every silent channel and every gap of the utilities that the user may see."""
    return csv_response("missing-readings", _HEAD, _rows(request, timezone.now()))


def _rows(request: HttpRequest, now: datetime) -> Iterator[tuple[str, ...]]:
    utilities = visible_utilities(request.user)
    for silent in load_silent_channels_since(utilities, (now - _SILENT_AFTER).date()):
        last = "never" if silent.last_date is None else silent.last_date.isoformat()
        yield silent.service_point, silent.channel, "silent", "", "", "", last
    for gap in load_reading_gaps(utilities, now - _GAPS_OF):
        zone = LocalCalendar(gap.zone_name).zone
        span = [each.astimezone(zone).isoformat(timespec="minutes") for each in (gap.starts_at, gap.ends_at)]
        yield gap.service_point, gap.channel, "gap", *span, str(gap.reading_count), ""


def _local_day(instant: datetime, zone_name: str) -> str:
    return LocalCalendar(zone_name).local_date(instant).isoformat()
