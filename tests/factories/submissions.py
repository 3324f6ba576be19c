"""What programs send, and what becomes of it."""

import json
from datetime import UTC, datetime

from metering.models import ReadingSubmission
from metering.use_cases.submit_readings import submit_readings
from tests.factories.api_keys import made_key
from tests.factories.metering import ChannelFactory, ServicePointFactory, SiteFactory, UtilityFactory

SENT_AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
POINT = "1012345678901"


def half_hourly(code=POINT, utility=None, **facts):
    """A channel E1 of a service point in London."""
    point = ServicePointFactory(code=code, utility=utility or UtilityFactory(), site=SiteFactory())
    return ChannelFactory(service_point=point, **facts)


def series(values=("0.5", "1.25"), **changes):
    """Half-hours of 1 March 2026."""
    facts = {
        "service_point": POINT,
        "channel": "E1",
        "start": "2026-03-01T00:00:00Z",
        "step_minutes": 30,
        "values": list(values),
        "unit": "kWh",
    }
    return facts | changes


def reading(value="0.5", **changes):
    """The first half-hour of 1 March 2026."""
    facts = {
        "service_point": POINT,
        "channel": "E1",
        "start": "2026-03-01T00:00:00Z",
        "value": value,
        "unit": "kWh",
    }
    return facts | changes


def body(*, utility="NORTH", **parts) -> bytes:
    """A JSON body; without parts, of one series."""
    return json.dumps({"utility": utility, **(parts or {"series": [series()]})}).encode()


def submitted(content=None, **facts) -> ReadingSubmission:
    """A submission that was stored."""
    facts = {
        "utility": UtilityFactory(),
        "api_key": facts.pop("api_key", None) or made_key().api_key,
        "content": body() if content is None else content,
        "media_type": "application/json",
        "accepts_partial": True,
        "request_id": "req_1",
        "received_at": SENT_AT,
        **facts,
    }
    return submit_readings(**facts)[0]
