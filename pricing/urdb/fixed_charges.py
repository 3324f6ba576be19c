"""Fixed charges and minimums: the old monthly fields against the new ones with a unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from pricing.plan_documents.problems import json_path
from pricing.urdb.findings import Option, Review, Weight
from pricing.urdb.stated_numbers import stated_number

_UNITS: Final = {"$/month": "month", "$/day": "day", "$/year": "year"}


@dataclass(frozen=True, slots=True)
class AmountPer:
    """An amount per month, day or year."""

    amount: Decimal
    per: str


def read_fixed_charge(record: dict[str, Any], review: Review) -> AmountPer | None:
    """What every customer pays whatever is used; None for nothing."""
    new = _with_unit(record, "fixedchargefirstmeter", "fixedchargeunits", review)
    old = _monthly(record, "fixedmonthlycharge", review)
    charge = _one_of(new, old, "fixed_charge", "fixedchargefirstmeter", "fixedmonthlycharge", review)
    if charge is not None and charge.amount < 0:
        name = "fixedchargefirstmeter" if charge is new else "fixedmonthlycharge"
        review.look(json_path(name), "the fixed charge is a credit", "check the source")
    more = record.get("fixedchargeeaaddl")
    if more is not None and stated_number(more, "$.fixedchargeeaaddl", review):
        review.look(
            "$.fixedchargeeaaddl",
            f"each further meter costs {more} more: this is left out, the plan is for one meter",
            "bill further meters by a plan of their own",
        )
    return charge


def read_minimums(record: dict[str, Any], review: Review) -> list[AmountPer]:
    """What the bill comes to at least, for a month, a day or a year."""
    new = _with_unit(record, "mincharge", "minchargeunits", review)
    old = _monthly(record, "minmonthlycharge", review)
    minimum = _one_of(new, old, "minimum_charge", "mincharge", "minmonthlycharge", review)
    yearly = _monthly(record, "annualmincharge", review)
    stated = [
        (minimum, "mincharge" if minimum is new else "minmonthlycharge"),
        (replace(yearly, per="year") if yearly is not None else None, "annualmincharge"),
    ]
    return [one for one, name in stated if one is not None and one.amount and _is_a_floor(one, name, review)]


def _is_a_floor(minimum: AmountPer, name: str, review: Review) -> bool:
    if minimum.amount < 0:
        review.blocks(json_path(name), "a minimum below zero does nothing", "correct the record")
        return False
    of_year = ", in years that end with December" if minimum.per == "year" else ""
    review.look(
        json_path(name),
        f"the minimum of {minimum.amount:f} a {minimum.per} is taken for all charges together, before taxes{of_year}",
        "check the source: some minimums leave out demand or adjustments",
    )
    return True


def _monthly(record: dict[str, Any], name: str, review: Review) -> AmountPer | None:
    if name not in record:
        return None
    amount = stated_number(record[name], json_path(name), review)
    return None if amount is None else AmountPer(amount, "month")


def _with_unit(record: dict[str, Any], name: str, unit_name: str, review: Review) -> AmountPer | None:
    charge = _monthly(record, name, review)
    if charge is None or not charge.amount:
        return charge
    unit = str(record.get(unit_name, ""))
    if not unit:
        per = review.choose(
            f"{name}_per",
            "What is it for?",
            (Option("month", "A month"), Option("day", "A day"), Option("year", "A year")),
            path=json_path(unit_name),
            message=f"nothing says whether {charge.amount:f} is for a month, a day or a year",
            cure="look into the source",
        )
        return AmountPer(charge.amount, per)
    if unit not in _UNITS:
        review.blocks(json_path(unit_name), f'"{unit}" is no unit we know', f"write {', '.join(_UNITS)}")
        return None
    return AmountPer(charge.amount, _UNITS[unit])


def _one_of(
    new: AmountPer | None, old: AmountPer | None, key: str, new_name: str, old_name: str, review: Review
) -> AmountPer | None:
    """The one that is stated; where both are and differ, a person decides."""
    if new is None or old is None or new == old:
        return new or old
    answer = review.choose(
        key,
        f"Which {key.replace('_', ' ')} holds?",
        (
            Option("new", f"{new.amount:f} per {new.per} ({new_name})"),
            Option("old", f"{old.amount:f} per {old.per} ({old_name})"),
            Option("stop", "Neither: do not import the record", Weight.BLOCKS),
        ),
        path=json_path(new_name),
        message=f"{new_name} is {new.amount:f} per {new.per}, but {old_name} is {old.amount:f} per {old.per}",
        cure="look into the source",
    )
    return old if answer == "old" else new
