"""Exchange a channel's meter: asked, shown once more, and done."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from billing_site.foundation.access import BILLING_STAFF, actor_of, allow
from metering.models import Channel
from metering.queries.register_readings import load_dial, load_register_check
from metering.staff.dial_words import doubt_about, short_quantity
from metering.staff.meter_reading_forms import ExchangeForm
from metering.staff.meter_readings import channel_of_point, dial_form_page, local_today, page_of_channel
from metering.use_cases.exchange_meter import UnableToExchangeMeter, exchange_meter

_TEMPLATE: Final = "metering/staff/meter_exchange.html"


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def meter_exchange(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for the old meter's last and the new meter's first reading, show what follows, and exchange."""
    channel, now = channel_of_point(request, pk), timezone.now()
    today, dial = local_today(channel, now), load_dial(channel)
    initial = {
        "exchanged_on": today,
        "opening_value": 0,
        "digits": dial.digits,
        "decimals": dial.decimals,
        "multiplier": dial.multiplier.normalize(),
    }
    form = ExchangeForm(request.POST if request.method == "POST" else None, today=today, initial=initial)
    if not form.is_valid():
        return dial_form_page(request, _TEMPLATE, channel, form)
    if "confirmed" not in request.POST:
        return dial_form_page(request, _TEMPLATE, channel, form, preview=_preview(channel, form))
    found = form.cleaned_data
    try:
        exchange_meter(
            channel=channel,
            serial=found["serial"],
            exchanged_on=found["exchanged_on"],
            closing_value=found["closing_value"],
            opening_value=found["opening_value"],
            dial=form.dial(),
            exchanged_at=now,
            actor=actor_of(request),
        )
    except UnableToExchangeMeter as error:
        form.add_error(None, capfirst(f"{error}."))
        return dial_form_page(request, _TEMPLATE, channel, form)
    messages.success(request, f"Meter {found['serial']} is in place. The channel goes on with its history.")
    return redirect(page_of_channel(channel))


def _preview(channel: Channel, form: ExchangeForm) -> dict[str, Any]:
    """What the closing reading says of the old meter's usage."""
    check = load_register_check(
        channel, form.cleaned_data["exchanged_on"], form.cleaned_data["closing_value"]
    )
    return {
        **form.cleaned_data,
        "usage": "" if check.quantity is None else short_quantity(check.quantity),
        "since": check.earlier_date,
        "doubt": doubt_about(check, channel.metric.unit),
    }
