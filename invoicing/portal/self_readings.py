"""A customer reads their own meter."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from billing_site.foundation.access import Role, allow
from invoicing.portal.dial_numbers import example_number, read_dial_number, shown_number
from invoicing.portal.pages import Visit, about_an_account
from invoicing.portal.reading_words import doubt_in_words, effect_in_words, thanks_in_words
from invoicing.queries.period_so_far import load_period_so_far
from invoicing.queries.readable_meters import ReadableMeter, load_readable_meters
from metering.models import RegisterReading
from metering.queries.register_readings import Dial, load_dial, load_register_check
from metering.usage.local_calendar import LocalCalendar
from metering.use_cases.record_self_reading import (
    RecordedSelfReading,
    UnableToRecordSelfReading,
    record_self_reading,
)
from metering.use_cases.withdraw_self_reading import UnableToWithdrawSelfReading, withdraw_self_reading


class SelfReadingForm(forms.Form):
    """The number on the dial and the day it was read."""

    value = forms.CharField(
        label=gettext_lazy("What the meter shows"),
        max_length=30,
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "dial", "spellcheck": "false"}
        ),
    )
    read_date = forms.DateField(
        label=gettext_lazy("Read on"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, dial: Dial, today: date, since: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dial, self.today, self.since = dial, today, since
        self.fields["value"].help_text = _("Such as %(example)s. Leading zeros do not matter.") % {
            "example": example_number(dial)
        }
        self.fields["read_date"].widget.attrs |= {"max": today.isoformat(), "min": since.isoformat()}

    def clean_value(self) -> Decimal:
        """The number, if it is one that this dial can show."""
        return read_dial_number(self.cleaned_data["value"], self.dial)

    def clean_read_date(self) -> date:
        """A day of the customer's time here that is not to come."""
        read_date: date = self.cleaned_data["read_date"]
        if read_date > self.today:
            raise forms.ValidationError(_("That day is still to come: give the day on which you read it."))
        if read_date < self.since:
            raise forms.ValidationError(_("That day is before your supply began."))
        return read_date


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.CUSTOMER)
@about_an_account
def self_reading(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Send a reading: an odd one is asked about once, and then kept all the same."""
    now = timezone.now()
    meters = load_readable_meters(visit.account, now.date())
    if not meters:
        return visit.page(request, "invoicing/portal/self_reading.html", {"meters": ()})
    meter = _chosen(meters, request.POST.get("meter") or request.GET.get("meter"))
    dial = load_dial(meter.channel)
    today = LocalCalendar(meter.channel.service_point.site.zone_name).local_date(now)
    bounds: dict[str, Any] = {"dial": dial, "today": today, "since": meter.since}
    form = SelfReadingForm(initial={"read_date": today}, **bounds)
    context: dict[str, Any] = {
        "meters": meters,
        "meter": meter,
        "dial": dial,
        "form": form,
        "readings": _rows(meter),
    }
    if request.method != "POST":
        return visit.page(request, "invoicing/portal/self_reading.html", context)
    context["form"] = form = SelfReadingForm(request.POST, **bounds)
    if not form.is_valid():
        return visit.page(request, "invoicing/portal/self_reading.html", context)
    read_date, value = form.cleaned_data["read_date"], form.cleaned_data["value"]
    check = load_register_check(meter.channel, read_date, value)
    # What was confirmed is this number and no other: somebody who corrects it is asked again if need be.
    if check.is_odd and request.POST.get("confirmed") != f"{value} {read_date}":
        context |= {
            "doubt": doubt_in_words(check, meter.channel.metric.unit),
            "check": check,
            "shown": shown_number(value, dial),
            "read_date": read_date,
            "confirmed": f"{value} {read_date}",
        }
        return visit.page(request, "invoicing/portal/self_reading_confirm.html", context)
    try:
        recorded = record_self_reading(
            channel=meter.channel, read_date=read_date, value=value, recorded_at=now, actor=_user(request)
        )
    except UnableToRecordSelfReading:
        form.add_error(None, _("There is another reading of yours for that day: take it back first."))
        return visit.page(request, "invoicing/portal/self_reading.html", context)
    messages.success(request, _thanks(recorded, meter, visit, now))
    return redirect(f"{reverse('invoicing-portal:self-reading')}?meter={meter.channel.pk}")


@require_POST
@allow(Role.CUSTOMER)
@about_an_account
def undo_self_reading(request: HttpRequest, visit: Visit, reading_id: int) -> HttpResponse:
    """Take a reading back that is on no bill yet."""
    now = timezone.now()
    for meter in load_readable_meters(visit.account, now.date()):
        for reading in meter.readings:
            if reading.pk == reading_id and reading.kind == RegisterReading.Kind.CUSTOMER:
                _withdraw(request, reading, meter.billed_until)
                return redirect(f"{reverse('invoicing-portal:self-reading')}?meter={meter.channel.pk}")
    raise Http404


def _thanks(recorded: RecordedSelfReading, meter: ReadableMeter, visit: Visit, now: datetime) -> str:
    """Thanks, and where usage follows from the dial, what the reading has done to the period that runs."""
    unit = meter.channel.metric.unit
    thanks = thanks_in_words(recorded.check, unit)
    if not meter.is_read_by_dial:
        return thanks
    return f"{thanks} {effect_in_words(load_period_so_far(visit.account, now), unit, visit.account)}".strip()


def _withdraw(request: HttpRequest, reading: RegisterReading, billed_until: date | None) -> None:
    try:
        withdraw_self_reading(
            reading=reading, billed_until=billed_until, withdrawn_at=timezone.now(), actor=_user(request)
        )
    except UnableToWithdrawSelfReading:
        messages.error(request, _("This reading is on a bill already: tell us if it is wrong."))
    else:
        messages.success(request, _("Your reading is taken back."))


def _chosen(meters: tuple[ReadableMeter, ...], wanted: str | None) -> ReadableMeter:
    """The meter by the id of its channel, the first if none is named; 404 for one that is not the customer's."""
    if not wanted:
        return meters[0]
    found = next((meter for meter in meters if str(meter.channel.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def _rows(meter: ReadableMeter) -> list[dict[str, Any]]:
    """The readings with who read them, and whether the customer may take them back."""
    readers = {
        RegisterReading.Kind.CUSTOMER: _("you"),
        RegisterReading.Kind.ACTUAL: _("the utility"),
        RegisterReading.Kind.ESTIMATED: _("estimated"),
        RegisterReading.Kind.OPENING: _("when the meter was put in"),
        RegisterReading.Kind.CLOSING: _("when the meter was taken out"),
    }
    return [
        {
            "reading": reading,
            "who": readers[RegisterReading.Kind(reading.kind)],
            "may_be_undone": meter.may_be_undone(reading),
        }
        for reading in meter.readings
    ]


def _user(request: HttpRequest) -> Any:
    return request.user
