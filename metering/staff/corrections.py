"""Correct readings: write others in the place of some intervals, with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST

from billing_site.foundation.access import BILLING_STAFF, actor_of, allow
from metering.models import Channel, ReadingFinding
from metering.queries.bills_on_readings import count_bills_on
from metering.queries.channels import load_channels
from metering.queries.standing_quantities import StandingQuantities, load_standing_quantities
from metering.staff.correction_form import CorrectionForm
from metering.staff.finding_page import next_in_queue
from metering.staff.queue_address import QueueAddress
from metering.staff.readings_around import ReadingPlace, readings_around, stamp
from metering.staff.told_estimates import tell_estimates
from metering.use_cases.correct_readings import UnableToCorrectReadings, correct_readings
from metering.use_cases.estimate_missing_readings import (
    UnableToEstimateMissingReadings,
    estimate_missing_readings,
)

_MOST_INTERVALS: Final = 10_000


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def correct_readings_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what stands there and take what shall stand there instead."""
    channel = _channel(request, pk)
    place = _place(request, channel)
    if request.method != "POST":
        standing = _standing(place)
        form = CorrectionForm(
            place,
            initial={"quantities": standing.as_text(place.facts.decimals), "seen_at": standing.changed_at},
        )
        return _page(request, channel, place, form, standing)
    form = CorrectionForm(place, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, channel, place, form, _standing(place), status=422)
    try:
        batch = correct_readings(
            channel=channel,
            starts_at=place.starts_at,
            quantities=form.cleaned_data["quantities"],
            reason=form.cleaned_data["reason"],
            corrected_at=timezone.now(),
            actor=actor_of(request),
            seen_at=form.cleaned_data["seen_at"],
        )
    except UnableToCorrectReadings as error:
        form.add_error(None, f"{error}.".capitalize())
        return _page(request, channel, place, form, _standing(place), status=422)
    what = "1 reading" if batch.reading_count == 1 else f"{batch.reading_count:,} readings"
    messages.success(
        request, f"{what} of {channel} corrected. What was there is kept, and can be brought back."
    )
    return redirect(_onwards(request, place))


@require_POST
@allow(*BILLING_STAFF)
def correct_readings_estimate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Estimate what is missing on the days of the intervals, and come back to them."""
    channel = _channel(request, pk)
    place = _place(request, channel)
    try:
        result = estimate_missing_readings(
            channel_ids=[channel.pk],
            from_date=place.first_date,
            to_date=place.to_date,
            estimated_at=timezone.now(),
            actor=actor_of(request),
        )
    except UnableToEstimateMissingReadings as error:
        messages.error(request, f"Not estimated: {error}.")
    else:
        tell_estimates(request, [result])
    return redirect(_onwards(request, place))


def _channel(request: HttpRequest, pk: int) -> Channel:
    return get_object_or_404(
        Channel.objects.select_related("service_point__site", "metric"),
        service_point=pk,
        code=request.GET.get("channel", "").replace("\x00", ""),
    )


def _standing(place: ReadingPlace) -> StandingQuantities:
    return load_standing_quantities(place.facts, place.starts_at, place.interval_count)


def _place(request: HttpRequest, channel: Channel) -> ReadingPlace:
    """The intervals that the address names, from one to another or by their number; Http404 for none."""
    facts = load_channels([channel.pk])[channel.pk]
    step = timedelta(minutes=facts.step_minutes)
    starts_at = _instant(request.GET.get("from", ""))
    if last_at := request.GET.get("last", ""):
        count = (_instant(last_at) - starts_at) // step + 1
    else:
        text = request.GET.get("count", "1")
        count = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if not 1 <= count <= _MOST_INTERVALS:
        raise Http404("no such intervals")
    return ReadingPlace.of(facts, starts_at, count)


def _instant(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1970 <= found.year < 9999:
        raise Http404("no such instant")
    return found.astimezone(UTC)


def _page(
    request: HttpRequest,
    channel: Channel,
    place: ReadingPlace,
    form: CorrectionForm,
    standing: StandingQuantities,
    status: int = 200,
) -> HttpResponse:
    chart, summary = readings_around(place)
    context = {
        "channel": channel,
        "point": channel.service_point,
        "place": place,
        "form": form,
        "chart": chart,
        "summary": summary,
        "missing_count": standing.quantities.count(None),
        "estimate_url": f"{reverse('metering-staff:correct-readings-estimate', args=[channel.service_point_id])}"
        f"?{request.GET.urlencode()}",
        "bill_count": count_bills_on([place.days]),
        "starts": _starts(place),
        "first_stamp": stamp(place.starts_at),
        "last_stamp": stamp(place.ends_at - timedelta(minutes=place.facts.step_minutes)),
        "day_url": place.day_url(),
        "queue": request.GET.get("queue", ""),
        "finding": request.GET.get("finding", ""),
    }
    return render(request, "metering/staff/correct_readings.html", context, status=status)


def _starts(place: ReadingPlace) -> list[dict[str, str]]:
    """The intervals of the place's day to choose from; none when it spans several days."""
    if (place.to_date - place.first_date).days > 1:
        return []
    facts, calendar = place.facts, place.calendar
    day = calendar.day(place.first_date)
    step = timedelta(minutes=facts.step_minutes)
    clock = "%H:%M" if day.duration == timedelta(days=1) else "%H:%M %Z"
    instants = [day.start + step * number for number in range(day.duration // step)]
    return [
        {
            "stamp": stamp(instant),
            "from": instant.astimezone(calendar.zone).strftime(clock),
            "to": (instant + step).astimezone(calendar.zone).strftime(clock),
        }
        for instant in instants
    ]


def _onwards(request: HttpRequest, place: ReadingPlace) -> str:
    """The next finding when a finding brought the clerk here and is closed by now; else the day."""
    number = request.GET.get("finding", "")
    if number.isascii() and number.isdigit() and len(number) < 19:
        found = ReadingFinding.objects.filter(pk=int(number)).select_related("channel").first()
        if found is not None:
            address = QueueAddress(QueryDict(request.GET.get("queue", "")))
            if found.state != ReadingFinding.State.OPEN:
                return next_in_queue(found, address)
            return address.finding_url(found)
    return place.day_url()
