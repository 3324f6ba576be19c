"""Channels of calls, and events of them."""

import json
from datetime import UTC, datetime

import msgspec

from metering.file_formats.event_rows import EventRow
from metering.use_cases.receive_usage_events import receive_usage_events
from tests.factories.metering import ChannelFactory, MetricFactory, ServicePointFactory, UtilityFactory

RECEIVED_AT = datetime(2026, 2, 1, 7, tzinfo=UTC)
POINT = "1012345678901"


def calls_channel(point=None, unit="s", **facts):
    """A channel CALLS of a metric counted in seconds."""
    metric = MetricFactory(code="CALLS", name="Calls", unit=unit, decimals=0)
    point = point or ServicePointFactory(code=POINT, utility=UtilityFactory())
    return ChannelFactory(service_point=point, code="CALLS", metric=metric, **facts)


def event(key="call-1", **changes):
    """A call on 5 January 2026, as a program writes it."""
    facts = {"service_point": POINT, "channel": "CALLS", "key": key, "at": "2026-01-05T08:00:00Z"}
    return facts | changes


def events_body(*events, utility="NORTH"):
    return json.dumps({"utility": utility, "events": list(events) or [event()]}).encode()


def receive(channel, *events, received_at=RECEIVED_AT):
    """Events of the channel; each as keyword arguments of an EventRow, quantity as text."""
    rows = [
        EventRow(
            **{
                "service_point": channel.service_point.code,
                "channel": channel.code,
                "at": "2026-01-05T08:00:00Z",
                **{name: raw(value) if name in RAW else value for name, value in one.items()},
            }
        )
        for one in events
    ]
    return receive_usage_events(
        utility=channel.service_point.utility, rows=rows, received_at=received_at, actor="test"
    )


RAW = ("quantity", "properties")


def raw(value):
    return msgspec.Raw(json.dumps(value).encode())
