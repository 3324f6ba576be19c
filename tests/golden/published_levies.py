"""Published bills whose point is their levies, and calls in increments: through the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from pricing.rating import RatingRequest, UsageEvent, compute_taxes, rate
from pricing.rating.plan_terms import (
    Charge,
    EachEvent,
    FixedPrice,
    GraduatedPrice,
    MetricTerms,
    PerPeriod,
    PlanTerms,
    RateBand,
    RatedDurationPrice,
    RateGroup,
    TaxTerms,
    TierBounds,
    Total,
)
from tests.golden.published_plans import METRIC, account, amounts, charge, month, series, tiers, total

Example = Mapping[str, Any]
_NONE, _ONE = Decimal(0), Decimal(1)
_DAY_MINUTES: Final = 1440


def _fixed(code: str, amount: Any) -> Charge:
    return charge(code, PerPeriod(), FixedPrice(Decimal(str(amount))))


def _with_taxes(
    charges: Sequence[Charge], taxes: Sequence[TaxTerms], units: int = 0
) -> tuple[dict[str, Decimal], Decimal]:
    """What each charge and tax comes to, and all of them together."""
    period = month(2020, 6)
    lines = account(charges, period, {METRIC: series(period, _DAY_MINUTES, [units])}).lines
    levied = {tax.code: tax.amount for tax in compute_taxes(lines, taxes, 2)}
    return {**amounts(lines), **levied}, total(lines) + sum(levied.values(), _NONE)


def _kplc_2010(example: Example) -> list[Decimal]:
    """A levy on consumption and VAT that is not on it, both truncated; balance and advance are not taxed."""
    given = {name: Decimal(str(value)) for name, value in example["given"].items()}
    names = ("fixed", "consumption", "fuel", "forex", "inflation", "erc")
    levy = TaxTerms("rep", "REP levy", given["rep_rate"] * 100, charges=("consumption",), mode="down")
    vat = TaxTerms("vat", "VAT", given["vat_rate"] * 100, charges=names[:5], mode="down")
    each, bill = _with_taxes([_fixed(name, given[name]) for name in names], (levy, vat))
    beside = given["balance_forward"] + given["payment"] + given["advance"]
    return [each["rep"], each["vat"], bill + beside]


def _kseb_2020(example: Example) -> list[Decimal]:
    """Two months billed by the month: duty is on energy alone, two taxes are on the meter rent."""
    slabs = GraduatedPrice(tiers(("50", "3.15"), ("100", "3.70"), (None, "4.80")))
    charges = [
        charge("energy", Total(METRIC), slabs, tier_bounds=TierBounds.FULL),
        _fixed("rent", "6.00"),
        charge("surcharge", Total(METRIC), "0.10"),
        _fixed("fixed", "55"),
    ]
    taxes = (
        TaxTerms("duty", "Electricity duty", Decimal(10), charges=("energy",)),
        TaxTerms("gst", "GST", Decimal(18), charges=("rent",)),
        TaxTerms("cess", "Flood cess", _ONE, charges=("rent",)),
    )
    each, bill = _with_taxes(charges, taxes, int(example["given"]["units_month"]))
    return [*(each[code] for code in ("energy", "duty", "gst", "cess", "surcharge")), bill]


def _increments(_: Example) -> list[Decimal]:
    """83 seconds on 60/10, 60/1 and 60/60, at one a second."""
    period = month(2020, 6)
    call = UsageEvent(period.start, Decimal(83))
    minute = RateGroup(_NONE, _ONE, _ONE, Decimal(60))
    billed = []
    for increment in (10, 1, 60):
        then = replace(minute, start_s=Decimal(60), increment_s=Decimal(increment))
        price = RatedDurationPrice((RateBand(0, frozenset(range(7)), _NONE, (minute, then)),))
        plan = PlanTerms(
            "published", "USD", {"CALLS": MetricTerms("s")}, (charge("calls", EachEvent("CALLS"), price),)
        )
        billed.append(total(rate(RatingRequest(plan, "UTC", period, period, events={"CALLS": (call,)}))))
    return billed


LEVIES: Mapping[str, Callable[[Example], list[Decimal]]] = {
    "kplc-bill-2010": _kplc_2010,
    "kseb-2020-234-units": _kseb_2020,
    "telecom-increments": _increments,
}
