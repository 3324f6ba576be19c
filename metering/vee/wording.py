"""Spans and quantities as a clerk reads them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

_INTERVALS = {60: "hour", 30: "half-hour", 15: "quarter-hour", 1: "minute"}


def counted_intervals(count: int, step_minutes: int) -> str:
    """ "18 half-hours", "1 hour", "7 5-minute intervals", "3,464 hours"."""
    word = _INTERVALS.get(step_minutes, f"{step_minutes}-minute interval")
    return f"{count} {word}" if count == 1 else f"{count:,} {word}s"


def local_span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """ "from 3 Mar 2026 04:00 to 13:00" by the local clock.

    The date of the end is named when it is another one; the zone's abbreviations when the clock shows one of
    the two times twice that day, or changes in between.
    """
    first, last = start.astimezone(zone), end.astimezone(zone)
    abbreviated = _is_ambiguous(first) or _is_ambiguous(last) or first.utcoffset() != last.utcoffset()
    clock = "%H:%M %Z" if abbreviated else "%H:%M"
    until = last.strftime(clock) if first.date() == last.date() else _day_and_clock(last, clock)
    return f"from {_day_and_clock(first, clock)} to {until}"


def quantity(base_units: int, decimals: int, unit: str) -> str:
    """ "0.125 kWh" for 125 with 3 decimals."""
    return f"{Decimal(base_units).scaleb(-decimals):f} {unit}"


def _day_and_clock(local: datetime, clock: str) -> str:
    return f"{local.day} {local.strftime(f'%b %Y {clock}')}"


def _is_ambiguous(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
