"""Small worlds of events for tests: a plan that counts METRIC, and events on days of January 2026."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from metering.usage.periods import Period
from pricing.rating import PlanTerms, RatedAccount, RatingBatch, UsageEvent, rate_accounts, replay
from tests.unit.pricing.rating.builders import METRIC, local_days, terms

JANUARY = local_days("UTC", date(2026, 1, 1), date(2026, 2, 1))


def event(at: str, quantity: Any = 1, key: str = "", **properties: str) -> UsageEvent:
    """An event of January at "day" or "day hour:minute" (UTC)."""
    day, _, clock = at.partition(" ")
    hour, _, minute = clock.partition(":")
    instant = datetime(2026, 1, int(day), int(hour or 0), int(minute or 0), tzinfo=UTC)
    return UsageEvent(instant, Decimal(quantity), properties, key)


def event_batch(
    plan: PlanTerms | None, *accounts: Sequence[UsageEvent], period: Period = JANUARY, **facts: Any
) -> RatingBatch:
    """Accounts with events of METRIC, billed for the period (January)."""
    facts = {"full_period": period, "zone_name": "UTC", **facts}
    events = {METRIC: list(accounts)}
    return RatingBatch(plan or terms(), period=period, size=len(accounts), events=events, **facts)


def rated_events(plan: PlanTerms, *events: UsageEvent, **facts: Any) -> RatedAccount:
    """One account's lines, each of which is found to replay, and what it carries over."""
    (account,) = rate_accounts(event_batch(plan, events, **facts))
    for line in account.lines:
        replayed = replay(line.trace)
        assert (replayed.quantity, replayed.exact_amount) == (line.quantity, line.exact_amount)
        assert replayed.amount == line.amount
    return account
