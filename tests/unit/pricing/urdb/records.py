"""Small rate records for tests to bend; numbers are Decimals, as reading gives them."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

from pricing.urdb.conversion import Conversion, convert_record
from pricing.urdb.findings import Finding, Review, Weight
from pricing.urdb.rate_structures import read_periods
from pricing.urdb.schedules import Schedule
from pricing.urdb.timed_prices import TimedPrices

TODAY = date(2026, 11, 25)
_ALWAYS = [[0] * 24] * 12
_RECORD: dict[str, Any] = {
    "label": "5e1676e95457a3f87673e3b0",
    "utility": "Example Light",
    "name": "Residential",
    "country": "USA",
    "startdate": 1735718400,  # 2025-01-01 08:00 UTC, midnight in California
    "fixedchargefirstmeter": "9.50",
    "fixedchargeunits": "$/month",
    "energyratestructure": [[{"rate": "0.12", "unit": "kWh"}]],
    "energyweekdayschedule": _ALWAYS,
    "energyweekendschedule": _ALWAYS,
}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")
_PRICES = frozenset({"rate", "adj", "max", "sell"})


def numbers(value: Any, key: str = "") -> Any:
    """Integers, and texts where a record has prices, as Decimals."""
    if isinstance(value, dict):
        return {name: numbers(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [numbers(inner, key) for inner in value]
    if isinstance(value, bool) or not isinstance(value, int | str):
        return value
    if isinstance(value, int) or key in _PRICES or key.startswith(("fixedch", "fixedm", "min", "annual")):
        return Decimal(value) if _NUMBER.fullmatch(str(value)) else value
    return value


def record(**changes: Any) -> dict[str, Any]:
    """A residential rate of one price with changes; None takes a field away."""
    merged = {**_RECORD, **changes}
    return {key: numbers(value, key) for key, value in merged.items() if value is not None}


def converted(answers: dict[str, str] | None = None, **changes: Any) -> Conversion:
    """What becomes of `record(**changes)`."""
    return convert_record(record(**changes), answers or {}, TODAY)


def document_of(answers: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    """The plan of the record; fails with its findings where it has none."""
    conversion = converted(answers, **changes)
    assert conversion.document is not None, [
        found for found in conversion.findings if found.weight == "BLOCKS"
    ]
    return conversion.document


def hours(default: int, *, hot: dict[range, int] | None = None, months: range = range(12)) -> list[list[int]]:
    """Rows of a schedule: one period, and others in some hours of some months."""
    row = [
        next((period for span, period in (hot or {}).items() if hour in span), default) for hour in range(24)
    ]
    return [row if month in months else [default] * 24 for month in range(12)]


def told(review: Review) -> list[tuple[str, str]]:
    """(weight, path) of what was found."""
    return [(str(finding.weight), finding.path) for finding in review.findings]


def finding_at(conversion: Conversion, path: str) -> Finding:
    """The one finding at a path."""
    (found,) = (finding for finding in conversion.findings if finding.path == path)
    return found


def blocking(conversion: Conversion) -> list[str]:
    """Paths of what blocks."""
    return [finding.path for finding in conversion.findings if finding.weight is Weight.BLOCKS]


def as_json(value: dict[str, Any]) -> bytes:
    """A record as a file has it."""
    return json.dumps(value, default=float).encode()


HALVES = [tuple([0] * 12 + [1] * 12)] * 12
SEASONS = [tuple([int(month in range(5, 9))] * 24) for month in range(12)]
TIERS = [{"rate": "0.1", "max": "100", "unit": "kWh"}, {"rate": "0.2", "unit": "kWh"}]
DEARER = [{"rate": "0.3", "max": "100", "unit": "kWh"}, {"rate": "0.4", "unit": "kWh"}]
DAILY = [{"rate": "0.1", "max": "8", "unit": "kWh daily"}, {"rate": "0.2", "unit": "kWh daily"}]


def priced(rows: Any, *periods: list[dict[str, str]], unit: str = "") -> TimedPrices:
    """Periods under one schedule for all days."""
    schedule = Schedule(tuple(map(tuple, rows)), tuple(map(tuple, rows)))
    structure = numbers({"s": list(periods)})
    return TimedPrices(schedule, read_periods(structure, "s", schedule.periods, unit, Review({})))
