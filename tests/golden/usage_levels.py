"""Usage cases of counted events and of levels that go on: aggregations, averages by time, recurring units."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from pricing.money import EXACT, round_amount
from pricing.rating import RatingRequest, UsageEvent, rate
from pricing.rating.aggregation import Aggregation
from pricing.rating.carried import Carried
from pricing.rating.determinants.levels import level_key
from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.recurring_units import Move, RecurringMoves
from pricing.rating.plan_terms import Determinant, EventTotal, PerUnitPrice, RecurringUnits, TimeWeighted
from tests.golden.missing_features import Case
from tests.golden.usage_plans import DAY, METRIC, allow_only, assert_amount, charge_of, plan_of, rated
from tests.golden.usage_prices import price_of


def check_aggregation(case: Case) -> None:
    """Assert the quantity of the events, as the engine counts them."""
    allow_only(case["params"], "function")
    allow_only(case["usage"], "events")
    function = Aggregation(case["params"]["function"])
    zone_name = (case.get("period") or {}).get("timezone", "UTC")
    period = _period(case) if case.get("period") else None
    stated = [event["at"] for event in case["usage"]["events"] if event.get("at") is not None]
    instants = [_instant(at, zone_name) for at in stated] or [DAY.start]
    first = period.start if period else min(instants)
    events = []
    for event in case["usage"]["events"]:
        allow_only(event, "at", "value", "key")
        if event.get("value") is None and function not in (Aggregation.COUNT, Aggregation.UNIQUE_COUNT):
            continue
        at = first if event.get("at") is None else _instant(event["at"], zone_name)
        named = {} if event.get("key") is None else {"key": event["key"]}
        events.append(UsageEvent(at, Decimal(event.get("value") or 0), named))
    if period is None:
        period = Period(first, max(instants) + DAY.duration)
    determinant = EventTotal(METRIC, function, unique_by="key")
    _assert_quantity(case, _quantity(determinant, case, events, period, Carried()))


def check_time_weighted_sum(case: Case) -> None:
    """Assert the average level over the period."""
    allow_only(case["params"])
    allow_only(case["usage"], "initial", "events")
    zone_name = case["period"].get("timezone", "UTC")
    events = []
    for event in case["usage"]["events"]:
        allow_only(event, "at", "delta")
        events.append(UsageEvent(_instant(event["at"], zone_name), Decimal(event["delta"])))
    determinant = TimeWeighted(METRIC)
    carried = Carried({level_key(determinant): {"level": case["usage"].get("initial") or "0"}})
    _assert_quantity(case, _quantity(determinant, case, events, _period(case), carried))


def check_prorated_graduated(case: Case) -> None:
    """Assert the amount of moves that are given with their prorated shares."""
    allow_only(case["usage"], "moves")
    moves = []
    for move in case["usage"]["moves"]:
        allow_only(move, "full", "prorated")
        if Decimal(move["full"]):
            share = EXACT.divide(Decimal(move["prorated"]), Decimal(move["full"]))
            moves.append(Move(Decimal(move["full"]), share))
    recurring = RecurringMoves(moves, 1)
    count = sum((move.units for move in moves), Decimal(0))
    counted = Measured(
        None, "unit", [count], {"of": "recurring_units"}, detail=lambda _: recurring, is_so_far=True
    )
    charge = charge_of(RecurringUnits(METRIC), price_of("graduated", case["params"]), case)
    assert_amount(rated(charge, case, measured=[counted]), case)


def _quantity(
    determinant: Determinant, case: Case, events: list[UsageEvent], period: Period, carried: Carried
) -> Decimal:
    """What the engine counts: the quantity that the trace of the line states."""
    terms = plan_of(charge_of(determinant, PerUnitPrice(Decimal(1)), case), case)
    request = RatingRequest(terms, "UTC", period, period, events={METRIC: events}, carried=carried)
    (line,) = rate(request)
    return Decimal(line.trace["q"])


def _assert_quantity(case: Case, quantity: Decimal) -> None:
    expected: dict[str, Any] = case.get("our_expected") or case["expected"]
    allow_only(expected, "quantity", "compare")
    if "compare" in expected:
        quantity = round_amount(quantity, expected["compare"]["scale"], expected["compare"]["mode"])
    assert quantity == Decimal(expected["quantity"])


def _period(case: Case) -> Period:
    zone_name = case["period"].get("timezone", "UTC")
    return Period(*(_instant(case["period"][key], zone_name) for key in ("start", "end")))


def _instant(text: str, zone_name: str) -> datetime:
    """An aware instant of a date or time that is local to the zone, unless it says its own offset."""
    if "T" not in text:
        return LocalCalendar(zone_name).day_start(date.fromisoformat(text))
    stamp = datetime.fromisoformat(text)
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=LocalCalendar(zone_name).zone)
