"""Bodies of JSON readings for tests."""

import json

SERIES = {
    "service_point": "P1",
    "channel": "E1",
    "start": "2026-01-01T00:00:00Z",
    "step_minutes": 30,
    "values": ["1.5", "2"],
    "unit": "kWh",
}
READING = {
    "service_point": "P1",
    "channel": "E1",
    "start": "2026-01-01T00:00:00Z",
    "value": "1.5",
    "unit": "kWh",
}


def series(**changes):
    """A series of two half-hours."""
    return {**SERIES, **changes}


def reading(**changes):
    """A reading of a channel that the caller knows."""
    return {**READING, **changes}


def at(minutes):
    """An instant of the first day of 2026."""
    return f"2026-01-01T{minutes // 60:02}:{minutes % 60:02}:00Z"


def document(**parts) -> bytes:
    """The body of a batch."""
    return json.dumps({"utility": "NORTH", **parts}).encode()
