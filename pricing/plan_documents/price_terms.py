"""The prices of a plan document in the engine's words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from pricing.money import EXACT
from pricing.plan_documents.calendar_terms import DAY_NAMES, minute_of_day
from pricing.rating.plan_terms import (
    BlockTier,
    BlockTiersPrice,
    DynamicPrice,
    FixedPrice,
    GraduatedPrice,
    HoursBlock,
    HoursUsePrice,
    IndexPrice,
    MissingIndexPrice,
    PackagePrice,
    PercentagePrice,
    PerUnitPrice,
    Price,
    RateBand,
    RatedDurationPrice,
    RateGroup,
    Stair,
    StairstepPrice,
    Tier,
    VolumePrice,
)

_SECONDS: Final = 60
_PERCENT: Final = Decimal("0.01")
_WEEKDAYS: Final[dict[str, frozenset[int]]] = {
    **{name.lower(): frozenset([number]) for number, name in enumerate(DAY_NAMES[:7])},
    "weekday": frozenset(range(5)),
    "weekend": frozenset([5, 6]),
}


def price_terms(price: dict[str, Any], metrics: tuple[str, ...] = ()) -> Price:
    """The price; `metrics` are those that the charge counts, in order: the limits of stairs follow it.

    Raises KeyError or ValueError for a price that validation has not passed.
    """
    if price["shape"] == "stairstep":
        return _stairstep(price, metrics)
    return _READERS[price["shape"]](price)


def band_weekdays(band: dict[str, Any]) -> frozenset[int]:
    """The days of the week on which a band of a call tariff begins, Monday 0."""
    return (
        frozenset().union(*(_WEEKDAYS[day] for day in band["days"]))
        if "days" in band
        else frozenset(range(7))
    )


def _tiers(tiers: list[dict[str, Any]]) -> tuple[Tier, ...]:
    return tuple(
        Tier(_top(tier["up_to"]), Decimal(tier["unit_price"]), Decimal(tier.get("flat_fee", "0")))
        for tier in tiers
    )


def _top(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _optional(price: dict[str, Any], name: str) -> Decimal | None:
    return Decimal(price[name]) if name in price else None


def _number(price: dict[str, Any], name: str, otherwise: str = "0") -> Decimal:
    return Decimal(price.get(name, otherwise))


def _graduated_percentage(price: dict[str, Any]) -> GraduatedPrice:
    tiers = tuple(
        Tier(
            _top(tier["up_to"]),
            EXACT.multiply(Decimal(tier["percent"]), _PERCENT),
            Decimal(tier.get("flat_fee", "0")),
        )
        for tier in price["tiers"]
    )
    return GraduatedPrice(tiers, price.get("flat_at_zero", False))


def _package(price: dict[str, Any]) -> PackagePrice:
    return PackagePrice(
        Decimal(price["package_size"]),
        Decimal(price["package_price"]),
        _number(price, "free_units"),
        price["partial"] == "up",
    )


def _hours_use(price: dict[str, Any]) -> HoursUsePrice:
    return HoursUsePrice(
        tuple(HoursBlock(_top(block["hours"]), _tiers(block["tiers"])) for block in price["blocks"])
    )


def _block_tiers(price: dict[str, Any]) -> BlockTiersPrice:
    tiers = tuple(
        BlockTier(Decimal(tier["block_size"]), _top(tier["max_blocks"]), Decimal(tier["block_price"]))
        for tier in price["tiers"]
    )
    return BlockTiersPrice(tiers, price.get("graduated", True))


def _stairstep(price: dict[str, Any], metrics: tuple[str, ...]) -> StairstepPrice:
    stairs = tuple(
        Stair(
            (_top(stair["up_to"]),)
            if "up_to" in stair
            else tuple(_top(stair["limits"][metric]) for metric in metrics),
            Decimal(stair["amount"]),
        )
        for stair in price["stairs"]
    )
    return StairstepPrice(stairs, price.get("zero_is_free", False), price.get("refuse_above", False))


def _index(price: dict[str, Any]) -> IndexPrice:
    return IndexPrice(
        index=price["index"],
        factor=_number(price, "factor", "1"),
        addend=_number(price, "addend"),
        floor=_optional(price, "floor"),
        cap=_optional(price, "cap"),
        missing=MissingIndexPrice(price.get("missing", "refuse")),
        fallback=_optional(price, "fallback"),
    )


def _percentage(price: dict[str, Any]) -> PercentagePrice:
    return PercentagePrice(
        percent=Decimal(price["percent"]),
        fixed_fee=_number(price, "fixed_fee"),
        free_events=price.get("free_events"),
        free_amount=_optional(price, "free_amount"),
        first_of=price.get("free_until", "first") == "first",
        event_minimum=_optional(price, "event_minimum"),
        event_maximum=_optional(price, "event_maximum"),
    )


def _rated_duration(price: dict[str, Any]) -> RatedDurationPrice:
    return RatedDurationPrice(
        bands=tuple(_band(band) for band in price["bands"]),
        scale=price.get("decimals", 4),
        mode=price.get("mode", "half_up"),
        max_cost=_optional(price, "max_cost"),
        split_at_bands=price.get("split_at_bands", True),
        minimum_s=_number(price, "minimum_s"),
        free_s=_number(price, "free_s"),
    )


def _band(band: dict[str, Any]) -> RateBand:
    return RateBand(
        from_second=minute_of_day(band["from"]) * _SECONDS,
        weekdays=band_weekdays(band),
        connect_fee=_number(band, "connect_fee"),
        groups=tuple(
            RateGroup(
                Decimal(rate["from_s"]),
                Decimal(rate["price"]),
                Decimal(rate["per_s"]),
                Decimal(rate["increment_s"]),
            )
            for rate in band["rates"]
        ),
    )


_READERS: Final[dict[str, Callable[[dict[str, Any]], Price]]] = {
    "fixed": lambda its: FixedPrice(Decimal(its["amount"])),
    "per_unit": lambda its: PerUnitPrice(Decimal(its["unit_price"])),
    "graduated": lambda its: GraduatedPrice(_tiers(its["tiers"]), its.get("flat_at_zero", False)),
    "volume": lambda its: VolumePrice(_tiers(its["tiers"]), its.get("flat_at_zero", False)),
    "package": _package,
    "graduated_percentage": _graduated_percentage,
    "hours_use": _hours_use,
    "block_tiers": _block_tiers,
    "index": _index,
    "percentage": _percentage,
    "dynamic": lambda its: DynamicPrice(_number(its, "multiplier", "1")),
    "rated_duration": _rated_duration,
}
