"""Customers who feed in: by which rule their surplus is credited, and the charges of that rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pricing.plan_documents.problems import json_path
from pricing.urdb.document_prices import EXPORT, METRIC, Buckets
from pricing.urdb.findings import LEAVE_OUT, STOP, Option, Review, Weight
from pricing.urdb.stated_numbers import number_text
from pricing.urdb.timed_prices import TimedPrices

NET_METERING, NET_BILLING, BUY_ALL = "net_metering", "net_billing", "buy_all"
_RULES: Final = {
    "net metering": (NET_METERING, "interval"),
    "net billing instantaneous": (NET_BILLING, "interval"),
    "net billing hourly": (NET_BILLING, "hour"),
    "buy all sell all": (BUY_ALL, "interval"),
}
_NO_CREDIT: Final = frozenset({"", "none", "no"})
_TEXTS: Final = {
    NET_METERING: "Set against usage; a surplus is kept for later bills",
    NET_BILLING: "What is left after own use is paid at the record's price",
    BUY_ALL: "All of it is paid at the record's price",
}
_NEVER: Final = "never"
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Generation:
    """The rule for what is fed in; `netting` is over what time it is set against usage."""

    rule: str
    netting: str
    true_up_month: int | None = None


def read_generation(record: dict[str, Any], energy: TimedPrices | None, review: Review) -> Generation | None:
    """The rule that a person has chosen; None where nothing is credited, or nothing is decided."""
    stated = str(record.get("dgrules", "")).strip()
    sells = _sells(energy)
    if stated.lower() in _NO_CREDIT and not sells:
        return None
    rule, netting = _RULES.get(stated.lower(), (NET_BILLING if sells else "", "interval"))
    answer = review.choose(
        "generation",
        "What customers feed in",
        _options(rule, energy),
        path="$.dgrules" if stated else json_path("energyratestructure"),
        message=_message(stated, bool(sells)),
        cure="choose the rule for a plan of customers who feed in, and leave it out of a plan for others",
    )
    if answer in {STOP, LEAVE_OUT} or energy is None:
        return None
    if answer == NET_METERING:
        return Generation(answer, "period", _true_up_month(review))
    if not sells:
        review.look(
            "$.energyratestructure", "no price says what is paid for feeding in: it is 0", "check the source"
        )
    if _has_unequal_sells(energy):
        review.blocks(
            "$.energyratestructure",
            "the price for feeding in differs from tier to tier",
            "enter the plan by hand",
        )
    return Generation(answer, netting)


def _options(rule: str, energy: TimedPrices | None) -> list[Option]:
    options = [Option(STOP, "Do not import the record", Weight.BLOCKS)]
    # A surplus of one time of use cannot be kept apart from that of another.
    if rule and energy is not None and (rule != NET_METERING or len(energy.periods) == 1):
        options.append(Option(rule, _TEXTS[rule]))
    return [*options, Option(LEAVE_OUT, "Left out of the plan")]


def _message(stated: str, has_price: bool) -> str:
    says = f"what customers feed in is credited by the rule “{stated}”" if stated else ""
    return says or ("the record has a price for what customers feed in, but no rule" if has_price else "")


def _true_up_month(review: Review) -> int | None:
    months = [Option(str(number), f"Is lost at the end of {name}") for number, name in enumerate(_MONTHS, 1)]
    answer = review.choose(
        "surplus",
        "A surplus that is kept",
        (Option(_NEVER, "Is kept without end"), *months),
        path="$.dgrules",
        message="the record does not say what becomes of a surplus at the end of a year",
        cure="look into the utility's rules",
    )
    return None if answer == _NEVER else int(answer)


def _sells(energy: TimedPrices | None) -> bool:
    periods = energy.periods.values() if energy is not None else ()
    return any(tier.sell for period in periods for tier in period.tiers)


def _has_unequal_sells(energy: TimedPrices) -> bool:
    return any(len({tier.sell for tier in period.tiers}) > 1 for period in energy.periods.values())


def bought(generation: Generation | None, buckets: Buckets) -> dict[str, Any]:
    """What the energy charge counts."""
    if generation is None or generation.rule == BUY_ALL:
        return _whole(METRIC, buckets)
    side = "net" if generation.rule == NET_METERING else "import"
    return {**_netted(generation, side), **buckets.of_determinant}


def bank(generation: Generation | None) -> dict[str, Any]:
    """The energy charge's bank of units, under its key, where a surplus is kept."""
    if generation is None or generation.rule != NET_METERING:
        return {}
    month = {} if generation.true_up_month is None else {"true_up_month": generation.true_up_month}
    return {"bank": {"label": "Surplus", **month}}


def feed_in_charge(generation: Generation, energy: TimedPrices, buckets: Buckets) -> dict[str, Any] | None:
    """The credit for what is fed in; None where it is only set against usage, or paid with nothing."""
    if generation.rule == NET_METERING or not _sells(energy):
        return None
    is_whole = generation.rule == BUY_ALL
    prices = {
        number: {"shape": "per_unit", "unit_price": number_text(-period.tiers[0].sell)}
        for number, period in energy.periods.items()
    }
    return {
        "code": "FEED_IN",
        "label": "Credit for feeding in",
        "determinant": _whole(EXPORT, buckets)
        if is_whole
        else {**_netted(generation, "export"), **buckets.of_determinant},
        **buckets.prices(prices),
    }


def _whole(metric: str, buckets: Buckets) -> dict[str, Any]:
    kind = "total" if buckets.code is None else "bucket_total"
    return {"kind": kind, "metric": metric, **buckets.of_determinant}


def _netted(generation: Generation, side: str) -> dict[str, str]:
    metrics = {"import_metric": METRIC, "export_metric": EXPORT}
    return {"kind": "net_usage", **metrics, "netting": generation.netting, "side": side}
