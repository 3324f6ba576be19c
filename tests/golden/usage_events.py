"""Usage cases that price events one by one: percentages, money that events bring along, calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from metering.usage.periods import Period
from pricing.money import EXACT, RoundingMode
from pricing.rating import RatedLine, UsageEvent
from pricing.rating.plan_terms import (
    DynamicPrice,
    EachEvent,
    PercentagePrice,
    RateBand,
    RatedDurationPrice,
    RateGroup,
)
from pricing.rating.price_terms import AtMaxCost
from tests.golden.missing_features import Case
from tests.golden.usage_plans import DAY, METRIC, PROGRESS, allow_only, assert_amount, charge_of, rated
from tests.golden.usage_prices import lines_of_quantity

_MODES: dict[str, RoundingMode] = {
    "middle": "half_up",
    "half_up": "half_up",
    "up": "up",
    "down": "down",
    "ceiling": "ceiling",
    "floor": "floor",
    "half_even": "half_even",
}
_SOME_CALL = datetime(2026, 1, 1, 12, tzinfo=UTC)


def check_percentage(case: Case) -> None:
    """Assert the amount, and what of it is percentage and what fixed fees."""
    usage, params = case["usage"], case["params"]
    allow_only(usage, "events", *PROGRESS[1:])
    allow_only(
        params,
        *("rate", "fixed_fee", "free_events", "free_amount", "event_min", "event_max", "allowance"),
    )
    price = PercentagePrice(
        Decimal(params.get("rate") or 0),
        Decimal(params.get("fixed_fee") or 0),
        None if params.get("free_events") is None else int(params["free_events"]),
        _number(params, "free_amount"),
        {"first_of": True, "both": False}[params.get("allowance") or "first_of"],
        _number(params, "event_min"),
        _number(params, "event_max"),
    )
    events = [
        UsageEvent(DAY.start + timedelta(seconds=second), Decimal(money))
        for second, money in enumerate(usage["events"])
    ]
    lines = rated(charge_of(EachEvent(METRIC), price, case), case, events=events)
    expected = assert_amount(lines, case, "percentage_amount", "fixed_amount")
    for key, rule in (("percentage_amount", "percent"), ("fixed_amount", "event_fee")):
        if key in expected:
            assert _exact_of(lines, rule) == Decimal(expected[key])


def check_dynamic(case: Case) -> None:
    """Assert the amount that events bring along, or that is what was counted."""
    usage, params = case["usage"], case["params"]
    allow_only(params, "source", "minor_per_major", "multiplier")
    allow_only(usage, "event_minor_amounts", *PROGRESS)
    multiplier = Decimal(params.get("multiplier") or 1)
    if params["source"] == "quantity_is_amount":
        lines = lines_of_quantity(DynamicPrice(multiplier), case)
    else:
        assert params["source"] == "event_minor_amounts"
        multiplier = EXACT.divide(multiplier, Decimal(params.get("minor_per_major") or 1))
        events = [
            UsageEvent(DAY.start, Decimal(0), {"money": amount}) for amount in usage["event_minor_amounts"]
        ]
        charge = charge_of(EachEvent(METRIC), DynamicPrice(multiplier, "money"), case)
        lines = rated(charge, case, events=events)
    assert_amount(lines, case)


def check_rated_duration(case: Case) -> None:
    """Assert the cost of a call."""
    usage, params = case["usage"], case["params"]
    allow_only(params, "bands", "rounding", "max_cost", "max_cost_strategy")
    allow_only(usage, "start", "end", "quantity", "continuation")
    rounding = params.get("rounding") or {"mode": "middle", "scale": 4}
    price = RatedDurationPrice(
        tuple(_band(band) for band in params["bands"]),
        int(rounding["scale"]),
        _MODES[rounding["mode"]],
        _number(params, "max_cost"),
        at_max_cost=AtMaxCost((params.get("max_cost_strategy") or "free").removeprefix("*")),
    )
    start = _local(usage["start"]) if "start" in usage else _SOME_CALL
    seconds = Decimal(usage["quantity"]) if "quantity" in usage else _seconds(_local(usage["end"]) - start)
    call = UsageEvent(
        start, seconds, {"continuation": "true" if usage.get("continuation") in (True, "true") else ""}
    )
    period = Period(start.replace(hour=0, minute=0, second=0), start + timedelta(days=1))
    lines = rated(charge_of(EachEvent(METRIC), price, case), case, events=[call], period=period)
    assert_amount(lines, case)


def _band(band: dict[str, Any]) -> RateBand:
    allow_only(band, "from", "days", "connect_fee", "rate_groups")
    hours, minutes, seconds = (int(part) for part in band["from"].split(":"))
    return RateBand(
        hours * 3600 + minutes * 60 + seconds,
        frozenset(int(day) - 1 for day in band["days"]),
        Decimal(band.get("connect_fee") or 0),
        tuple(_group(group) for group in band["rate_groups"]),
    )


def _group(group: dict[str, Any]) -> RateGroup:
    allow_only(group, "start_s", "rate", "per_s", "increment_s")
    return RateGroup(*(Decimal(group[key]) for key in ("start_s", "rate", "per_s", "increment_s")))


def _local(text: str) -> datetime:
    """The clock of a place without clock changes."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _seconds(duration: timedelta) -> Decimal:
    return EXACT.scaleb(Decimal(duration // timedelta(microseconds=1)), -6)


def _number(params: dict[str, Any], key: str) -> Decimal | None:
    return None if params.get(key) is None else Decimal(params[key])


def _exact_of(lines: tuple[RatedLine, ...], rule: str) -> Decimal:
    return sum((line.exact_amount for line in lines if line.trace["rule"] == rule), Decimal(0))
