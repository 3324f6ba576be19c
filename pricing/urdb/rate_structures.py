"""Prices by period and tier: what a structure states, with every tier made sound or told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pricing.money import EXACT
from pricing.plan_documents.problems import json_path
from pricing.urdb.findings import NOT_YET, STOP, Option, Review, Weight
from pricing.urdb.stated_numbers import OPEN_FROM, stated_number

HOURS_USE: Final = frozenset({"kWh/kW", "kWh/kW daily"})
_KNOWN_KEYS: Final = frozenset({"rate", "adj", "max", "unit", "sell"})
_IMPLAUSIBLE: Final = {
    "kWh": Decimal(1_000_000),
    "kWh daily": Decimal(100_000),
    "kW": Decimal(1_000_000),
    "kWh/kW": Decimal(8784),
}


@dataclass(frozen=True, slots=True)
class UrdbTier:
    """A band of quantity up to its top (None is open), at rate and adjustment together; `sell` is for feeding in."""

    up_to: Decimal | None
    price: Decimal
    sell: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class UrdbPeriod:
    """The tiers of one period; their tops are in `unit`."""

    tiers: tuple[UrdbTier, ...]
    unit: str

    @property
    def is_tiered(self) -> bool:
        """Whether the price depends on the quantity."""
        return len(self.tiers) > 1

    @property
    def is_by_hours_of_use(self) -> bool:
        """Whether tops are times of the billed demand."""
        return self.is_tiered and self.unit == "kWh/kW"

    @property
    def is_free(self) -> bool:
        """Whether nothing of it costs anything."""
        return not any(tier.price for tier in self.tiers)


def period_count(record: dict[str, Any], name: str) -> int:
    """How many periods the structure has; 0 for none or for what is no structure."""
    structure = record.get(name)
    return len(structure) if isinstance(structure, list) else 0


def read_periods(
    record: dict[str, Any], name: str, used: Iterable[int], unit: str, review: Review
) -> dict[int, UrdbPeriod]:
    """The periods in use, by number; a period with findings that block is left out.

    `unit` is the unit of a tier that names none: "" when that must be told.
    """
    structure, wanted = record[name], sorted(used)
    read: dict[int, UrdbPeriod] = {}
    for number in wanted:
        period = _period(structure[number], (name, number), unit, review)
        if period is not None:
            read[number] = period
    unused = [str(number) for number in range(len(structure)) if number not in wanted]
    if unused and any(_has_price(structure[int(number)]) for number in unused):
        review.look(
            json_path(name),
            f"no hour leads to period {', '.join(unused)}, whose prices are left out",
            "check the schedule",
        )
    return read


def _has_price(tiers: Any) -> bool:
    return isinstance(tiers, list) and any(
        isinstance(tier, dict) and (tier.get("rate") or tier.get("adj")) for tier in tiers
    )


def _period(value: Any, steps: tuple[str | int, ...], default_unit: str, review: Review) -> UrdbPeriod | None:
    path = json_path(*steps)
    if not isinstance(value, list) or not value or not all(isinstance(tier, dict) for tier in value):
        review.blocks(path, "a period is a list of tiers, and at least one", "correct the record")
        return None
    unit = _unit(value, path, default_unit, review)
    prices = [_price(tier, (*steps, place), review) for place, tier in enumerate(value)]
    if unit is None or any(price is None for price in prices):
        return None
    tops = _tops(value, steps, unit, review)
    if tops is None:
        return None
    sells = [_sell(tier, (*steps, place), review) for place, tier in enumerate(value)]
    tiers = [
        UrdbTier(top, price, sell)
        for top, price, sell in zip(tops, prices, sells, strict=True)
        if price is not None
    ]
    # What nobody reaches is an end: tiers beyond it hold nothing.
    last = next(place for place, tier in enumerate(tiers) if tier.up_to is None)
    return UrdbPeriod(tuple(tiers[: last + 1]), unit)


def _unit(tiers: list[dict[str, Any]], path: str, default: str, review: Review) -> str | None:
    units = {str(tier["unit"]) for tier in tiers if tier.get("unit")} or {default}
    if units == {""}:
        if len(tiers) > 1:
            review.assumed(
                f"{path}[0].unit", "the unit of the tiers is missing; kWh is taken", "check the source"
            )
        return "kWh"
    if units & HOURS_USE and units != {"kWh/kW"}:
        review.blocks(
            f"{path}[0].unit",
            f"{NOT_YET}hours of use (kWh per kW of demand) by day, or with tiers in kWh",
            "enter the plan by hand",
        )
        return None
    known = {"kWh", "kWh daily", "kWh/kW"} if default != "kW" else {"kW"}
    for unit in sorted(units - known):
        review.blocks(
            f"{path}[0].unit", f'"{unit}" is no unit we know', f"write {' or '.join(sorted(known))}"
        )
        return None
    if len(units) > 1:
        review.blocks(f"{path}[0].unit", "the tiers of one period have different units", "use one unit")
        return None
    return units.pop()


def _price(tier: dict[str, Any], steps: tuple[str | int, ...], review: Review) -> Decimal | None:
    path = json_path(*steps)
    for key in sorted(tier.keys() - _KNOWN_KEYS):
        review.look(
            json_path(*steps, key),
            f'"{key}" is no part of a tier we know; nothing is billed by it',
            "check the source",
        )
    if "rate" not in tier:
        _ask_for_missing_rate(path, review)
    parts = [
        stated_number(tier[key], json_path(*steps, key), review) for key in ("rate", "adj") if key in tier
    ]
    if any(part is None for part in parts):
        return None
    numbers = [part for part in parts if part is not None]
    price = Decimal(0)
    for number in numbers:
        price = EXACT.add(price, number)
    if price < 0:
        review.look(path, f"rate and adj together are {price:f}: usage is paid for", "check the source")
    elif len(numbers) > 1 and numbers[-1] < 0:
        review.look(
            json_path(*steps, "adj"), f"the adjustment {numbers[-1]:f} lowers the rate", "check the source"
        )
    return price


def _sell(tier: dict[str, Any], steps: tuple[str | int, ...], review: Review) -> Decimal:
    if not tier.get("sell"):
        return Decimal(0)
    return stated_number(tier["sell"], json_path(*steps, "sell"), review) or Decimal(0)


def _ask_for_missing_rate(path: str, review: Review) -> None:
    review.choose(
        "missing_rate",
        "What does usage without a rate cost?",
        (Option(STOP, "Do not import the record", Weight.BLOCKS), Option("free", "It costs nothing")),
        path=path,
        message="the tier has no rate",
        cure="look into the source; a missing rate may be a price of zero or a gap",
    )


def _tops(
    tiers: list[dict[str, Any]], steps: tuple[str | int, ...], unit: str, review: Review
) -> list[Decimal | None] | None:
    """Each tier's top, rising, the last one open; None after a finding that blocks."""
    tops: list[Decimal | None] = []
    highest = Decimal(0)
    for place, tier in enumerate(tiers):
        path, is_last = json_path(*steps, place, "max"), place == len(tiers) - 1
        stated = stated_number(tier["max"], path, review) if "max" in tier else None
        if stated is None and "max" in tier:
            return None
        top = _top(stated, path, is_last, review)
        if top is None and not is_last and (stated is None or stated < OPEN_FROM):
            if stated is None:
                review.blocks(path, "a tier before the last has no top", "write where it ends")
            return None
        if top is not None:
            if top <= highest:
                review.blocks(
                    path, f"{top:f} is not above {highest:f}, where the tier begins", "let the tops rise"
                )
                return None
            top = _plausible(top, path, unit, review)
            highest = top or highest
        tops.append(top)
    return tops


def _top(stated: Decimal | None, path: str, is_last: bool, review: Review) -> Decimal | None:
    """The top that is meant: None for an open tier, and for one that holds nothing, which blocks."""
    if stated is None:
        return None
    if stated >= OPEN_FROM:
        message = "the bound is a number that nobody reaches; it is read as no bound"
        if is_last:
            review.look(path, message, "nothing to do")
        else:
            review.assumed(path, f"{message}, and the tiers above it are left out", "check the source")
        return None
    if stated <= 0:
        if is_last:
            review.assumed(
                path, f"the last tier ends at {stated:f}; it is read as without end", "check the source"
            )
        else:
            review.blocks(
                path, f"a tier that ends at {stated:f} holds nothing", "correct the bound or remove the tier"
            )
        return None
    if is_last:
        review.assumed(
            path,
            f"nothing says what usage above {stated:f} costs; the last price goes on",
            "check the source",
        )
        return None
    return stated


def _plausible(top: Decimal, path: str, unit: str, review: Review) -> Decimal | None:
    if top <= _IMPLAUSIBLE[unit]:
        return top
    answer = review.choose(
        "implausible_bound",
        "What becomes of a bound that is far too high?",
        (
            Option("keep", "Kept as it is stated", Weight.LOOK),
            Option("open", "The tier is open; those above it are left out"),
        ),
        path=path,
        message=f"a tier up to {top:,f} {unit} is implausible",
        cure="look into the source",
    )
    return top if answer == "keep" else None
