"""What lifts billed demand or is charged beside it: ratchets, reactive power, the system's own peak.

None of them does a bill without data that other customers do not need, so each blocks until a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from pricing.money import EXACT
from pricing.plan_documents.problems import json_path
from pricing.urdb.document_prices import METRIC, REACTIVE, price_of
from pricing.urdb.findings import Option, Review
from pricing.urdb.rate_structures import period_count, read_periods
from pricing.urdb.schedules import MONTHS
from pricing.urdb.stated_numbers import number_text, stated_number
from pricing.urdb.timed_prices import TimedPrices

_RATCHET_FIELDS: Final = ("demandratchetpercentage", "lookbackpercent", "lookbackmonths", "lookbackrange")
_BILLED: Final = "billed"
_LONGEST_RATCHET: Final = 36
_A_YEAR: Final = 11
_HUNDRED: Final = Decimal(100)


def read_ratchet(record: dict[str, Any], flat: TimedPrices | None, review: Review) -> dict[str, Any] | None:
    """The ratchet of the flat demand charge as plan documents write it; None for none, or none decided."""
    stated = [name for name in _RATCHET_FIELDS if any(_numbers(record.get(name)))]
    if not stated or (record.get("lookbackpercent") == 0 and "demandratchetpercentage" not in stated):
        return None
    ratchet = _ratchet(record)
    can_bill = ratchet is not None and flat is not None and len(flat.periods) == 1
    answer = review.stops_unless_left_out(
        "ratchet",
        json_path(stated[0]),
        "a ratchet, by which the demand of earlier months is billed",
        Option(_BILLED, _ratchet_text(ratchet)) if ratchet is not None and can_bill else None,
    )
    return ratchet if answer == _BILLED else None


def read_reactive(record: dict[str, Any], review: Review) -> Decimal | None:
    """The price of a kVAr of the highest reactive demand; None for none, or none decided."""
    value, path = record.get("demandreactivepowercharge"), "$.demandreactivepowercharge"
    price = stated_number(value, path, review) if value is not None else None
    if not price:
        return None
    answer = review.stops_unless_left_out(
        "reactive_power",
        path,
        f"a charge of {price:f} per kVAr of reactive power",
        Option(_BILLED, "Billed on the highest reactive demand, for sites with a meter of it"),
    )
    return price if answer == _BILLED else None


def read_system_peak(record: dict[str, Any], review: Review) -> dict[str, Any] | None:
    """The price of demand in the hour of the system's peak; None for none, or none decided."""
    name = "coincidentratestructure"
    if not any(_numbers(record.get(name))):
        return None
    period = read_periods(record, name, [0], "kW", review).get(0) if period_count(record, name) == 1 else None
    answer = review.stops_unless_left_out(
        "coincident_demand",
        json_path(name),
        "a charge on the demand at the hour of the system's own peak",
        Option(_BILLED, "Billed, once the utility's peaks are known") if period is not None else None,
    )
    return price_of(period) if answer == _BILLED and period is not None else None


def ratcheted(charge: dict[str, Any], ratchet: dict[str, Any] | None) -> dict[str, Any]:
    """The demand charge with its ratchet."""
    if ratchet is None:
        return charge
    return {**charge, "determinant": {**charge["determinant"], "kind": "billed_demand", "ratchet": ratchet}}


def reactive_charge(price: Decimal, window_minutes: int, prorated: dict[str, bool]) -> dict[str, Any]:
    """The charge for reactive power."""
    return {
        "code": "REACTIVE",
        "label": "Reactive power",
        "determinant": {"kind": "peak_demand", "metric": REACTIVE, "window_minutes": window_minutes},
        "price": {"shape": "per_unit", "unit_price": number_text(price)},
        **prorated,
    }


def system_peak_charge(
    price: dict[str, Any], window_minutes: int, prorated: dict[str, bool]
) -> dict[str, Any]:
    """The charge for demand at the system's peak."""
    return {
        "code": "SYSTEM_PEAK",
        "label": "Demand at the system's peak",
        "determinant": {
            "kind": "coincident_peak",
            "metric": METRIC,
            "window_minutes": window_minutes,
            "peaks": "SYSTEM",
        },
        "price": price,
        **({"tier_bounds": "full"} if "tiers" in price else {}),
        **prorated,
    }


def _ratchet(record: dict[str, Any]) -> dict[str, Any] | None:
    """What the fields come to; None where they do not say it."""
    by_month = _twelve(record.get("demandratchetpercentage"))
    if by_month is not None and any(by_month):
        return {"months": _A_YEAR, "percents": [_percent(one) for one in by_month]}
    share, months = record.get("lookbackpercent"), record.get("lookbackrange", Decimal(0))
    counting = _twelve(record.get("lookbackmonths"))
    if not isinstance(share, Decimal) or share <= 0 or not isinstance(months, Decimal):
        return None
    if 0 < months <= _LONGEST_RATCHET and months == months.to_integral_value():
        return {"months": int(months), "percent": _percent(share)}
    if counting is not None and any(counting):
        return {"months": _A_YEAR, "percents": [_percent(share) if one else "0" for one in counting]}
    return None


def _ratchet_text(ratchet: dict[str, Any]) -> str:
    shares = sorted(
        {Decimal(one) for one in ratchet.get("percents", [ratchet.get("percent")])} - {Decimal(0)}
    )
    told = " or ".join(f"{number_text(one)} %" for one in shares)
    return f"Demand is never less than {told} of the highest of {ratchet['months']} months before"


def _percent(stated: Decimal) -> str:
    """0.5 and 50 both say a half: no ratchet is of one percent or less."""
    return number_text((EXACT.multiply(stated, _HUNDRED) if stated <= 1 else stated).normalize(EXACT))


def _twelve(value: Any) -> list[Decimal] | None:
    if not isinstance(value, list) or len(value) != MONTHS:
        return None
    numbers = [one for one in value if isinstance(one, Decimal) and one >= 0]
    return numbers if len(numbers) == MONTHS else None


def _numbers(value: Any) -> Iterator[Decimal]:
    """Every number other than zero in a value, however deep."""
    if isinstance(value, Decimal):
        if value:
            yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "max":
                yield from _numbers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _numbers(inner)
