"""Usage events and index prices: each comes whole or not at all, and once."""

from __future__ import annotations

from itertools import count
from typing import Any

from billing_site.foundation.models import AuditEntry
from metering.models import Channel, UsageEvent
from pricing.models import IndexDay, PriceIndex
from tests.factories.index_prices import load_prices, price_index
from tests.factories.metering import ServicePointFactory, UtilityFactory
from tests.factories.usage_events import calls_channel, receive
from tests.faults.crash import Operation

_numbers = count(1)


def silent_channel() -> Channel:
    number = next(_numbers)
    point: Any = ServicePointFactory(code=f"EVENTS-{number}", utility=UtilityFactory(code=f"SENDER-{number}"))
    channel: Channel = calls_channel(point)
    return channel


def send_events(channel: Channel) -> None:
    receive(channel, {"key": "a"}, {"key": "b", "quantity": "2"}, {"key": "a"})


def events_half_done(channel: Channel) -> list[str]:
    found = UsageEvent.objects.filter(channel=channel).count(), _audited(channel.service_point.utility_id)
    return [] if found in {(0, 0), (2, 1)} else [f"{found} events and audit entries"]


def events_wrong(channel: Channel) -> list[str]:
    return events_half_done(channel) or (
        [] if UsageEvent.objects.filter(channel=channel).exists() else ["there is no event"]
    )


def _audited(utility_id: int) -> int:
    return AuditEntry.objects.filter(action="EVENTS_RECEIVED", subject_id=str(utility_id)).count()


def index() -> PriceIndex:
    made: PriceIndex = price_index(f"INDEX-{next(_numbers)}")
    return made


def load(of: PriceIndex) -> None:
    load_prices(of, range(30))


def prices_half_done(of: PriceIndex) -> list[str]:
    days = IndexDay.objects.filter(revision__index=of).count()
    found = (
        of.revisions.count(),
        days,
        AuditEntry.objects.filter(action="PRICES_LOADED", subject_id=str(of.pk)).count(),
    )
    return [] if found in {(0, 0, 0), (1, 2, 1)} else [f"{found} revisions, days and audit entries"]


def prices_wrong(of: PriceIndex) -> list[str]:
    return prices_half_done(of) or ([] if of.revisions.exists() else ["there is no revision"])


EVENT_OPERATIONS = (
    Operation(
        *("send usage events", silent_channel, send_events, events_wrong, events_half_done),
        r"INSERT INTO metering_usageevent",
    ),
    Operation(
        *("load index prices", index, load, prices_wrong, prices_half_done),
        r'INSERT INTO "pricing_indexrevision"',
    ),
)
