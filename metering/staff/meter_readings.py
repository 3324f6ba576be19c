"""Meter readings on the pages of a service point: the table, a new one, and taking one back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from billing_site.foundation.access import BILLING_STAFF, actor_of, allow
from metering.models import Channel, RegisterReading
from metering.queries.bills_on_readings import count_bills_on
from metering.queries.dial_table import load_days_beside, load_dial_rows
from metering.queries.register_readings import (
    load_dial,
    load_meter_on,
    load_register_check,
    standing_readings,
)
from metering.staff.dial_words import READERS, doubt_about, short_quantity, told_of
from metering.staff.meter_reading_forms import FirstReadingForm, NextReadingForm, TakeBackReadingForm
from metering.usage.local_calendar import LocalCalendar
from metering.use_cases.record_register_reading import (
    UnableToRecordRegisterReading,
    record_register_reading,
)
from metering.use_cases.withdraw_register_reading import (
    UnableToWithdrawRegisterReading,
    withdraw_register_reading,
)

_READINGS_SHOWN: Final = 26
_NEW: Final = "metering/staff/meter_reading_new.html"


def dial_panel(channel: Channel) -> dict[str, Any]:
    """The table of the channel's meter readings; empty rows where its meter was never read."""
    is_dial = channel.kind == Channel.Kind.REGISTER
    rows = load_dial_rows(channel) if is_dial or channel.meter_id else []
    return {
        "is_read_by_dial": is_dial,
        "has_dial_panel": is_dial or bool(rows),
        "dial_rows": [
            {
                "row": row,
                "who": READERS[RegisterReading.Kind(row.reading.kind)],
                "per_day": "" if row.per_day is None else short_quantity(row.per_day),
            }
            for row in rows[:_READINGS_SHOWN]
        ],
        "dial_rows_left_out": max(len(rows) - _READINGS_SHOWN, 0),
        "new_reading_url": _url("meter-reading-new", channel),
        "exchange_url": _url("meter-exchange", channel) if rows else "",
    }


def channel_of_point(request: HttpRequest, pk: int) -> Channel:
    """The channel of the service point that the address names, or its first; Http404 for none."""
    channels = Channel.objects.filter(service_point=pk).order_by("code")
    if code := request.GET.get("channel", "").replace("\x00", ""):
        channels = channels.filter(code=code)
    channel = channels.select_related("service_point__site", "metric", "meter").first()
    if channel is None:
        raise Http404("no such channel")
    return channel


def page_of_channel(channel: Channel) -> str:
    """The address of the service point's page, the channel chosen."""
    return f"{_url('service-point', channel)}#dial"


def local_today(channel: Channel, now: datetime) -> date:
    """The day it is where the meter hangs."""
    return LocalCalendar(channel.service_point.site.zone_name).local_date(now)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def meter_reading_new(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a reading: an odd one is asked about once, and then kept all the same."""
    channel, now = channel_of_point(request, pk), timezone.now()
    form = _form(request, channel, now)
    if not form.is_valid():
        return dial_form_page(request, _NEW, channel, form)
    found = form.cleaned_data
    value, read_date = found["value"], found["read_date"]
    check = load_register_check(channel, read_date, value)
    # What was confirmed is this number of this day and no other.
    confirmed = f"{value} {read_date}"
    if check.is_odd and request.POST.get("confirmed") != confirmed:
        doubt = doubt_about(check, channel.metric.unit)
        return dial_form_page(request, _NEW, channel, form, doubt=doubt, confirmed=confirmed)
    try:
        reading = record_register_reading(
            channel=channel,
            meter=load_meter_on(channel, read_date),
            read_date=read_date,
            value=value,
            kind=RegisterReading.Kind(found["kind"]),
            dial=form.dial(),
            recorded_at=now,
            actor=actor_of(request),
        )
    except UnableToRecordRegisterReading as error:
        form.add_error(None, capfirst(f"{error}."))
        return dial_form_page(request, _NEW, channel, form)
    messages.success(request, _thanks(channel, reading))
    return redirect(page_of_channel(channel))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def meter_reading_take_back(request: HttpRequest, pk: int, reading_id: int) -> HttpResponseBase:
    """Say what taking a reading back does, ask why, and do it."""
    reading = get_object_or_404(
        RegisterReading.objects.select_related("channel__service_point__site", "channel__metric", "meter"),
        pk=reading_id,
        channel__service_point=pk,
        withdrawn_at=None,
    )
    channel = reading.channel
    form = TakeBackReadingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            withdraw_register_reading(
                reading=reading,
                withdrawn_at=timezone.now(),
                reason=form.cleaned_data["reason"],
                actor=actor_of(request),
            )
        except UnableToWithdrawRegisterReading as error:
            form.add_error(None, capfirst(f"{error}."))
        else:
            messages.success(request, "Taken back. Usage is told by the other readings again.")
            return redirect(page_of_channel(channel))
    context = {
        "point": channel.service_point,
        "channel": channel,
        "reading": reading,
        "who": READERS[RegisterReading.Kind(reading.kind)],
        "is_exchange": _is_of_exchange(reading),
        "counts": channel.kind == Channel.Kind.REGISTER,
        "form": form,
        "bill_count": _bill_count(channel, reading),
        "back_url": page_of_channel(channel),
    }
    status = 422 if form.is_bound else 200
    return render(request, "metering/staff/meter_reading_take_back.html", context, status=status)


def _url(name: str, channel: Channel) -> str:
    path = reverse(f"metering-staff:{name}", args=[channel.service_point_id])
    return f"{path}?{urlencode({'channel': channel.code})}"


def _form(request: HttpRequest, channel: Channel, now: datetime) -> FirstReadingForm | NextReadingForm:
    today, data = local_today(channel, now), request.POST if request.method == "POST" else None
    if standing_readings(channel).exists():
        return NextReadingForm(data, today=today, dial=load_dial(channel), initial={"read_date": today})
    dial = load_dial(channel)
    initial = {"read_date": today, "digits": dial.digits, "decimals": 0, "multiplier": dial.multiplier}
    return FirstReadingForm(data, today=today, initial=initial)


def dial_form_page(
    request: HttpRequest, template: str, channel: Channel, form: Any, **more: Any
) -> HttpResponse:
    """A form about the dial of a channel, beside what is known of it; 422 once something is wrong."""
    context = {
        "point": channel.service_point,
        "channel": channel,
        "form": form,
        "last": standing_readings(channel).first(),
        "counts": channel.kind == Channel.Kind.REGISTER,
        "back_url": page_of_channel(channel),
        **more,
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _thanks(channel: Channel, reading: RegisterReading) -> str:
    row = next(row for row in load_dial_rows(channel) if row.reading.pk == reading.pk)
    told = f"Recorded. {told_of(row, channel.metric.unit)}"
    if channel.kind != Channel.Kind.REGISTER:
        return f"{told} It is kept as a check: usage comes from the intervals that are delivered."
    bills = _bill_count(channel, reading)
    if bills:
        told += f" {bills} issued bill{'s' if bills > 1 else ''} of these days stay{'' if bills > 1 else 's'} as billed."
    return told


def _bill_count(channel: Channel, reading: RegisterReading) -> int:
    if channel.kind != Channel.Kind.REGISTER:
        return 0
    span = load_days_beside(channel, reading.read_date)
    return count_bills_on([span] if span.day_count else [])


def _is_of_exchange(reading: RegisterReading) -> bool:
    kinds = {RegisterReading.Kind.CLOSING, RegisterReading.Kind.OPENING}
    of_day = standing_readings(reading.channel).filter(read_date=reading.read_date, kind__in=kinds)
    return reading.kind in kinds and of_day.count() == 2
