"""From a reading to the row of the file: what is behind each interval of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import Any, Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from billing_site.foundation.access import OFFICE, READING_STAFF, Role, allow, has_role
from metering.file_formats.api_json import API_JSON, API_JSON_LINES
from metering.models import Channel, ReadingBatch, ServicePoint
from metering.models.kept_sources import open_source
from metering.queries.channels import ChannelFacts, load_channels
from metering.queries.day_deliveries import load_day_detail
from metering.queries.reading_origins import FROM_OUTSIDE, load_delivery_origins
from metering.queries.service_point_directory import service_points_with_places
from metering.queries.stored_days import load_stored_days
from metering.queries.visible_utilities import visible_utilities
from metering.staff.readings_around import reading_sources_url, service_point_url, stamp
from metering.staff.source_rows import interval_rows, shown_origin

_READERS: Final = (*READING_STAFF, Role.AUDITOR)
_FIRST_YEAR, _LAST_YEAR = 1970, 9998
_SUFFIXES: Final = {API_JSON: ".json", API_JSON_LINES: ".ndjson"}


@require_safe
@allow(*_READERS)
def reading_sources(request: HttpRequest, pk: int) -> HttpResponse:
    """A channel's day with the rows its readings came in; with `interval`, one of them. Fragment or page.

    With `as_of`, an instant, as the readings counted then: bills stand on those of their own time.
    """
    points = service_points_with_places().filter(utility__in=visible_utilities(request.user))
    point = get_object_or_404(points, pk=pk)
    facts = _channel(point, request.GET.get("channel", ""))
    day = _day(request.GET.get("day", ""), facts)
    as_of = _instant(request.GET.get("as_of", ""))
    is_fragment = bool(request.htmx)  # type: ignore[attr-defined]
    context = {
        "point": point,
        "facts": facts,
        "day": day,
        "as_of": as_of,
        "is_fragment": is_fragment,
        "is_office": has_role(request.user, *OFFICE),
        **_sources(facts, day, as_of, request.GET.get("interval", "")),
    }
    template = "reading_sources_fragment" if is_fragment else "reading_sources"
    response = render(request, f"metering/staff/{template}.html", context)
    # Inside another page it is no page: the address stays that of the other.
    return push_url(response, False) if is_fragment else response


@require_safe
@allow(*_READERS)
def batch_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes that a batch came in, always to be saved and never to be shown."""
    batches = ReadingBatch.objects.filter(
        utility__in=visible_utilities(request.user), origin__in=FROM_OUTSIDE
    )
    batch = get_object_or_404(batches, pk=pk)
    try:
        content = open_source(batch.content_hash).content()
    except FileNotFoundError as error:
        raise Http404("the file is no longer there") from error
    return FileResponse(
        content, as_attachment=True, filename=_file_name(batch), content_type="application/octet-stream"
    )


def _sources(facts: ChannelFacts, day: date, as_of: datetime | None, interval: str) -> dict[str, Any]:
    detail = load_day_detail(facts, day, as_of)
    chosen = next(
        (each for each in detail.intervals if stamp(each.starts_at.astimezone(UTC)) == interval), None
    )
    origins = load_delivery_origins(facts, detail)
    shown = [
        origin
        for origin in origins
        if origin.delivery.counting and (chosen is None or chosen.delivery == origin.delivery.number)
    ]
    as_of_text = {} if as_of is None else {"as_of": as_of.isoformat()}
    positions = (each.position for origin in origins for each in origin.found.readings)
    return {
        "detail": detail,
        "has_positions": any(positions),
        "chosen": chosen,
        "origins": [shown_origin(origin, detail, chosen) for origin in shown],
        "readings": interval_rows(
            detail,
            origins,
            chosen,
            lambda at: reading_sources_url(facts, day.isoformat(), interval=at, **as_of_text),
        ),
        "day_url": reading_sources_url(facts, day.isoformat(), **as_of_text),
        "point_url": service_point_url(facts, day.isoformat()),
    }


def _channel(point: ServicePoint, code: str) -> ChannelFacts:
    channels = Channel.objects.filter(service_point=point).order_by("code")
    channel = None if "\0" in code else (channels.filter(code=code) if code else channels).first()
    if channel is None:
        raise Http404("there is no such channel")
    return load_channels([channel.pk])[channel.pk]


def _day(text: str, facts: ChannelFacts) -> date:
    """The day that is asked for; for any other text the last with readings."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        stored = load_stored_days(facts.channel_id)
        if stored is None:
            raise Http404("the channel has no readings yet") from None
        return stored.last_date
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Http404("there are no readings of such a day")
    return day


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def _file_name(batch: ReadingBatch) -> str:
    """A file's own name; a request has none."""
    if batch.origin == ReadingBatch.Origin.FILE:
        return PurePath(batch.source_name).name
    return f"readings-{batch.content_hash[:12]}{_SUFFIXES.get(batch.format, '.csv')}"
