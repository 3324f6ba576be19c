"""Published bills and worked examples of energy, water and fixed charges, as plans."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from metering.usage.even_spread import spread_evenly
from pricing.rating.plan_terms import (
    Allowance,
    BucketTotal,
    Charge,
    Contracted,
    FixedPrice,
    GraduatedPrice,
    HoursBlock,
    HoursUsePrice,
    PerPeriod,
    PerUnitPrice,
    Total,
)
from pricing.rating.tou_calendar import SeasonSpan, TouCalendar, TouWindow
from tests.golden.published_plans import (
    METRIC,
    account,
    amounts,
    charge,
    days,
    month,
    series,
    tiers,
    total,
    unrounded,
)

Example = Mapping[str, Any]
_DAY_MINUTES: Final = 1440


def _fixed(code: str, amount: str) -> Charge:
    return charge(code, PerPeriod(), FixedPrice(Decimal(amount)))


def _stepped_subsidy(_: Example) -> list[Decimal]:
    """A credit by steps of the units used, and a fixed one."""
    june = month(2020, 6)
    steps = GraduatedPrice(tiers(("5", "-1.50"), ("20", "-0.35"), (None, "-0.50")))
    charges = [charge("steps", Total(METRIC), steps), _fixed("fixed", "-20")]
    lines = account(charges, june, {METRIC: series(june, _DAY_MINUTES, [97])}).lines
    return [-amounts(lines)["steps"], -total(lines)]


def _convenience_store(_: Example) -> list[Decimal]:
    """Energy at a price with a negative adjustment; of the demand only its amount is published."""
    june = month(2020, 6)
    charges = [
        _fixed("customer", "3.74"),
        charge("energy", Total(METRIC), "0.09444"),
        charge("adjustment", Total(METRIC), "-0.017192"),
        _fixed("demand", "262.34"),
    ]
    lines = account(charges, june, {METRIC: series(june, _DAY_MINUTES, [17588])}).lines
    by_charge = amounts(lines)
    return [by_charge["energy"], by_charge["adjustment"], total(lines)]


def _water_and_sewer(_: Example) -> list[Decimal]:
    """40,000 gallons in two tiers per thousand, and sewer for all but five thousand of them."""
    quarter = days(date(2013, 1, 1), date(2013, 4, 1))
    usage = {METRIC: series(quarter, _DAY_MINUTES, [40], unit="kgal")}
    water = [
        _fixed("base", "41.16"),
        _fixed("other", "7.71"),
        _fixed("fee", "1.59"),
        charge("use", Total(METRIC), GraduatedPrice(tiers(("25", "3.51"), (None, "6.15")))),
    ]
    sewer = [
        _fixed("base", "85.55"),
        charge("use", Total(METRIC), "4.93", allowance=Allowance(Decimal(5))),
    ]
    water_lines, sewer_lines = (account(charges, quarter, usage).lines for charges in (water, sewer))
    by_tier = [line.amount for line in water_lines if line.charge_code == "use"]
    return [*by_tier, total(water_lines), amounts(sewer_lines)["use"], total(sewer_lines)]


def _season_days(example: Example) -> list[Decimal]:
    """A register read on 11 December and 9 January: spread over its 29 days, of which 20 are in December."""
    given = example["given"]
    first, last = (date.fromisoformat(text) for text in given["read_dates"])
    period = days(date(first.year, first.month, first.day + 1), date(last.year, last.month, last.day + 1))
    decimals = 7
    spread = spread_evenly(given["kwh"] * 10**decimals, given["days"])
    usage = series(period, _DAY_MINUTES, spread, decimals)
    december = TouWindow("december", (SeasonSpan((12, 1), (12, 31)),))
    calendar = TouCalendar("seasons", ("december", "january"), (december, TouWindow("january")))
    split = Charge(
        "energy",
        "energy",
        BucketTotal(METRIC, "seasons"),
        dict.fromkeys(calendar.buckets, PerUnitPrice(Decimal(1))),
    )
    # 9.75 a month is 117 a year, of which 29 of 365 days are billed.
    yearly = account([_fixed("fixed", "117")], period, full_period=days(first, date(first.year + 1, 12, 11)))
    lines = account([split], period, {METRIC: usage}, calendars={"seasons": calendar}).lines
    return [total(yearly.lines), *(line.quantity for line in lines)]


def _move_in(_: Example) -> list[Decimal]:
    """A month's fixed charge of 30 from the 12th of April on."""
    april = month(2020, 4)
    return [
        total(account([_fixed("fixed", "30")], days(date(2020, 4, 12), date(2020, 5, 1)), None, april).lines)
    ]


def _two_tiers(_: Example) -> list[Decimal]:
    """2,000 kWh a month; every tier's price with the same adjustment."""
    prices = tiers(("1000", "0.07531"), (None, "0.09613"))
    charges = [
        charge("energy", Total(METRIC), GraduatedPrice(prices)),
        charge("adjustment", Total(METRIC), "0.0119"),
    ]
    year = Decimal(0)
    for number in range(1, 13):
        period = month(2018, number)
        year += unrounded(account(charges, period, {METRIC: series(period, _DAY_MINUTES, [2000])}).lines)
    return [year]


def _hours_of_use(_: Example) -> list[Decimal]:
    """384,169.62 kWh in July, for the month's demand and for that which a ratchet holds up."""
    july = month(2018, 7)
    inner = tiers(("3000", "0.132655"), ("10000", "0.120303"), (None, "0.102607"))
    blocks = (
        HoursBlock(Decimal(200), inner),
        HoursBlock(Decimal(400), tiers((None, "0.013627"))),
        HoursBlock(None, tiers((None, "0.010275"))),
    )
    energy = charge("energy", Total(METRIC), HoursUsePrice(blocks), demand=Contracted("kw", "kW"))
    usage = {METRIC: series(july, _DAY_MINUTES, [38416962], 2)}
    return [
        unrounded(account([_fixed("fixed", "21"), energy], july, usage, contracted={"kw": Decimal(kw)}).lines)
        for kw in ("658.01565", "709.25815")
    ]


BILLS: Final[Mapping[str, Callable[[Example], list[Decimal]]]] = {
    "kseb-2020-subsidy": _stepped_subsidy,
    "pseg-convenience-store": _convenience_store,
    "arden-hills-water-2013": _water_and_sewer,
    "otp-proration-2019": _season_days,
    "move-in-proration": _move_in,
    "reopt-tiered-energy": _two_tiers,
    "nrel-gpc-pll-july": _hours_of_use,
}
"""The published values of an example, in its order."""
