"""What is to be said of a meter reading that a clerk types, and of one that is kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from metering.models import RegisterReading
from metering.queries.dial_table import DialRow
from metering.staff.reading_charts import day_text
from metering.vee.register_checks import RegisterCheck, RegisterVerdict

READERS: Final = {
    RegisterReading.Kind.ACTUAL: "the utility",
    RegisterReading.Kind.CUSTOMER: "the customer",
    RegisterReading.Kind.ESTIMATED: "estimated",
    RegisterReading.Kind.OPENING: "opening reading",
    RegisterReading.Kind.CLOSING: "closing reading",
}


def short_quantity(value: Decimal) -> str:
    """A quantity to about three digits."""
    size = abs(value)
    decimals = 0 if size >= 100 or not size else 1 if size >= 10 else 2
    return f"{value:,.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def doubt_about(check: RegisterCheck, unit: str) -> str:
    """What is odd about a reading; empty for a plausible one."""
    since = f"since {_day(check.earlier_date)}"
    usage, usual = (
        f"{short_quantity(value or Decimal(0))} {unit}" for value in (check.quantity, check.usual)
    )
    match check.verdict:
        case RegisterVerdict.HIGH:
            return f"That is {usage} {since}, {check.times} times the usual {usual}."
        case RegisterVerdict.LOW:
            return f"That is only {usage} {since}; usual is {usual}."
        case RegisterVerdict.BELOW_PREVIOUS:
            return (
                f"The meter showed more on {_day(check.earlier_date)}: {_number(check.earlier_value)}. If it was "
                "exchanged, record the exchange instead."
            )
        case _:
            return ""


def told_of(row: DialRow, unit: str) -> str:
    """What a reading that was kept says of usage."""
    if row.is_check:
        return "Another reading of that day counts; this one is kept as a check."
    if row.unknown:
        return f"What was used before it cannot be told: {row.unknown}. The bill waits until that is settled."
    if row.usage is None or row.per_day is None:
        return "Usage counts from here."
    days = "1 day" if row.day_count == 1 else f"{row.day_count} days"
    return f"{short_quantity(row.usage)} {unit} over {days}, {short_quantity(row.per_day)} a day."


def _day(value: date | None) -> str:
    return "\N{EN DASH}" if value is None else day_text(value)


def _number(value: Decimal | None) -> str:
    return "\N{EN DASH}" if value is None else f"{value.normalize():,f}"
