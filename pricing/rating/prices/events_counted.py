"""The events behind a counted quantity."""

from __future__ import annotations

from collections.abc import Sequence

from pricing.rating.prices.counted import Counted
from pricing.rating.request import UsageEvent
from pricing.rating.unable_to_rate import UnableToRate


def events_counted(counted: Counted, what: str) -> Sequence[UsageEvent]:
    """The events of the period so far in order of time. Raises UnableToRate, naming `what` needs them."""
    events = None if counted.detail is None else counted.detail()
    if not isinstance(events, list):
        raise UnableToRate(f"{what} need a charge that counts events")
    return events
