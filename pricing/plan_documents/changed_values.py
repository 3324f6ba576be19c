"""One value that became another, in words."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Final

from pricing.plan_documents.document_places import Place
from pricing.plan_documents.value_changes import MISSING

ARROW: Final = "\N{RIGHTWARDS ARROW}"
_MINUS: Final = "\N{MINUS SIGN}"
_CODE: Final = re.compile(r"\w+")
_DECIMAL: Final = re.compile(r"-?\d+(\.\d+)?")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY_OF_YEAR: Final = re.compile(r"\d{2}-\d{2}")
_LONGEST: Final = 200
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# What a number is, by its key; what is not here is written without a unit.
_PER_UNIT: Final = frozenset({"unit_price"})
_MONEY: Final = frozenset({"amount", "flat_fee", "package_price"})
_PERCENT: Final = frozenset({"percent"})
_QUANTITY: Final = frozenset({"up_to", "package_size", "free_units"})


def value_change(place: Place, old: Any, new: Any) -> str:
    """Such as "price 0.31 → 0.33 EUR per kWh (+6.5 %)", or "applies from 1 Feb 2027 instead of 1 Jan 2027"."""
    if place.key == "up_to" and place.tier is not None:
        return _tier_bound(place, old, new)
    if place.key == "effective_from":
        return f"applies from {shown_value(new)} instead of {shown_value(old)}"
    if is_decimal(old) and is_decimal(new):
        unit = number_unit(place)
        percent = "" if place.key in _PERCENT else _percent_change(old, new)
        return f"{place.word} {number(old)} {ARROW} {number(new)}{unit}{percent}"
    return f"{place.word}: {shown_value(old)} {ARROW} {shown_value(new)}"


def with_unit(place: Place, value: Any) -> str:
    """The value, with its unit where it is a number."""
    return f"{shown_value(value)}{number_unit(place)}" if is_decimal(value) else shown_value(value)


def number_unit(place: Place) -> str:
    """What stands behind a number at the place, with a space before it; empty where nobody knows."""
    if place.key in _PER_UNIT:
        return f" {place.currency} per {place.unit}" if place.unit else f" {place.currency}"
    if place.key in _MONEY:
        return f" {place.currency}"
    if place.key in _PERCENT:
        return " %"
    return f" {place.unit}" if place.key in _QUANTITY and place.unit else ""


def is_decimal(value: Any) -> bool:
    """Whether the value is a number as plan documents write it."""
    return isinstance(value, str) and _DECIMAL.fullmatch(value) is not None


def number(text: str) -> str:
    """A number of a document as people read it: thousands apart, a true minus."""
    return f"{Decimal(text):,f}".replace("-", _MINUS)


def shown_value(value: Any) -> str:
    """Any value of a document as people read it; what is too long is cut."""
    if value is MISSING or value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(day, str) and _DAY_OF_YEAR.fullmatch(day) for day in value):
            return f"{_text(value[0])} to {_text(value[1])}"
        return _cut(", ".join(shown_value(item) for item in value)) or "none"
    return _cut(json.dumps(value, ensure_ascii=False))


def _text(text: str) -> str:
    if is_decimal(text):
        return number(text)
    if _DATE.fullmatch(text):
        year, month, day = text.split("-")
        return f"{int(day)} {_MONTHS[int(month) - 1]} {year}"
    if _DAY_OF_YEAR.fullmatch(text):
        month, day = text.split("-")
        return f"{int(day)} {_MONTHS[int(month) - 1]}"
    return text.replace("_", " ") if _CODE.fullmatch(text) else f"“{_cut(text)}”"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _tier_bound(place: Place, old: Any, new: Any) -> str:
    assert place.tier is not None
    unit = f" {place.unit}" if place.unit else ""
    if old is None or new is None:
        return (
            f"ends at {number(new)}{unit}" if old is None else f"has no end, instead of {number(old)}{unit}"
        )
    return f"ends, and tier {place.tier + 1} begins, at {number(new)} instead of {number(old)}{unit}"


def _percent_change(old: str, new: str) -> str:
    before, after = Decimal(old), Decimal(new)
    if before == 0 or (before < 0) != (after < 0):
        return ""
    percent = (after - before) / before * 100
    shown = f"{abs(percent):,.1f}"
    if shown == "0.0":
        return ""
    return f" ({'+' if percent > 0 else _MINUS}{shown} %)"
