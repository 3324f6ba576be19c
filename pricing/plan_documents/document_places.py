"""Where in a plan document somebody is, as people say it: "Energy, peak, tier 2"."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from billing_site.foundation.unit_symbols import unit_symbol
from pricing.plan_documents.charge_notes import priced_unit
from pricing.plan_documents.key_words import key_word
from pricing.plan_documents.sections import CODED
from pricing.plan_documents.value_changes import Steps

_SILENT: Final = frozenset({"holidays", "seasons"})
_NAMED: Final = {"calendars": "calendar", "metrics": "metric", "bucket_labels": "bucket"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place: what it is part of, the word for its key, and what is needed to write its value.

    `within` is the part of `where` that is inside of a charge; `kind` is what a member of a list is ("charge"); `tier` counts from 1. `is_whole` where the place is such a
    member itself, `is_price` where it is a price as a whole or its tiers, `is_counted` where it says what a charge counts.
    """

    where: str
    word: str
    key: str
    currency: str
    within: str = ""
    unit: str = ""
    kind: str = ""
    charge_code: str = ""
    bucket: str = ""
    tier: int | None = None
    is_whole: bool = False
    is_price: bool = False
    is_counted: bool = False


def place_of(steps: Steps, document: dict[str, Any]) -> Place:
    """The place that the steps lead to; keys that nobody has words for are called by their names."""
    currency = str(document.get("currency", ""))
    section, key = str(steps[0]), _last_key(steps)
    if section in CODED and len(steps) > 1 and isinstance(steps[1], int):
        return _in_a_list(steps, document, currency)
    if section in _NAMED and len(steps) > 1:
        rest = [_name(step) for step in steps[2:-1] if isinstance(step, str) and step not in _SILENT]
        return Place(
            where=", ".join([f"{_NAMED[section]} {_name(steps[1])}", *rest]),
            word=_word(steps),
            key=key,
            currency=currency,
            is_whole=len(steps) == 2,
        )
    if len(steps) == 1:
        return Place("", key_word(key), key, currency)
    if section == "labels":
        return Place("", f"{key_word('name')} in {key}", key, currency)
    return Place(key_word(section), _word(steps), key, currency)


def _charge_unit(charge: dict[str, Any], document: dict[str, Any]) -> str:
    """What the prices of a charge are for: kWh, kW, day …; nothing where a draft does not say it yet."""
    try:
        return unit_symbol(priced_unit(charge, document))
    except (KeyError, TypeError):
        return ""


def _in_a_list(steps: Steps, document: dict[str, Any], currency: str) -> Place:
    section, number = str(steps[0]), steps[1]
    assert isinstance(number, int)
    member = _object(document[section][number])
    name = str(member.get("label") or member.get("code"))
    within = []
    bucket = ""
    if len(steps) > 3 and steps[2] == "prices":
        bucket = str(steps[3])
        within.append(_name(bucket))
    tier = _tier(steps)
    if tier is not None:
        within.append(f"tier {tier}")
    is_charge = section == "charges"
    return Place(
        where=", ".join([name, *within]),
        within=", ".join(within),
        word=_word(steps),
        key=_last_key(steps),
        currency=currency,
        unit=_charge_unit(member, document) if is_charge else "",
        kind=CODED[section],
        charge_code=str(member.get("code", "")) if is_charge else "",
        bucket=bucket,
        tier=tier,
        is_whole=len(steps) == 2,
        is_price=is_charge and _is_price(steps),
        is_counted=is_charge and steps[2:] == ("determinant",),
    )


def _object(value: Any) -> dict[str, Any]:
    """The value, or an empty object for what is none: a document that is being written has any shape."""
    return value if isinstance(value, dict) else {}


def _is_price(steps: Steps) -> bool:
    return (
        steps[2:] in (("price",), ("price", "tiers"), ("prices",))
        or (len(steps) == 4 and steps[2] == "prices")
        or (len(steps) == 5 and (steps[2], steps[4]) == ("prices", "tiers"))
    )


def _tier(steps: Steps) -> int | None:
    for step, after in pairwise(steps):
        if step == "tiers" and isinstance(after, int):
            return after + 1
    return None


def _last_key(steps: Steps) -> str:
    return next((step for step in reversed(steps) if isinstance(step, str)), "")


def _word(steps: Steps) -> str:
    """The word for the last key; with the one above it where that is no place of its own, such as a language."""
    key = _last_key(steps)
    above = steps[-2] if len(steps) > 1 else ""
    if above == "labels":
        return f"label in {key}"
    if above == "seasons":
        return f"season {_name(key)}"
    return key_word(key)


def _name(step: str | int) -> str:
    return str(step).replace("_", " ")
