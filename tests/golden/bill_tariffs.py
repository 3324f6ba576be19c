"""The tariff of a bill case as terms of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pricing.rating.plan_terms import (
    BucketTotal,
    Charge,
    FixedPrice,
    GraduatedPrice,
    MetricTerms,
    MinimumBill,
    PeakDemand,
    PerPeriod,
    PerUnitPrice,
    PlanTerms,
    Price,
    Tier,
    TierBounds,
    Total,
)
from pricing.rating.tou_calendar import SeasonSpan, TouCalendar, TouWindow
from tests.golden.missing_features import MissingFeature

METRIC = "ELECTRICITY"
_WEEKDAYS, _WEEKEND = frozenset(range(5)), frozenset({5, 6})
_BOUNDS = {"kWh_per_month": TierBounds.FULL, "kWh_per_day": TierBounds.PER_DAY}
_DAYS = {2: 29, **dict.fromkeys((4, 6, 9, 11), 30)}

Buckets = dict[tuple[int, int], str]
"""The bucket of each (month, period)."""


@dataclass(frozen=True)
class BillTerms:
    """The plan, and which bucket each scheduled (month, period) of energy and of demand falls into."""

    terms: PlanTerms
    energy_buckets: Buckets
    demand_buckets: Buckets

    @property
    def merges_periods(self) -> bool:
        """Whether a bucket stands for several energy periods, so that our lines are fewer than the case's."""
        return any(not bucket.startswith("period_") for bucket in self.energy_buckets.values())


def bill_terms(tariff: dict[str, Any]) -> BillTerms:
    """The tariff in the engine's words. Raises MissingFeature for what the engine cannot do yet."""
    _refuse_what_is_missing(tariff)
    charges = [
        Charge("fixed", "Fixed", PerPeriod(), {None: FixedPrice(_decimal(tariff["fixed_charge_per_month"]))})
    ]
    calendars: dict[str, TouCalendar] = {}
    energy_buckets = _energy(tariff["energy"], charges, calendars)
    demand_buckets = _demand(tariff["demand"], charges, calendars) if tariff["demand"] else {}
    floor = _decimal(tariff["minimum_bill_per_month"] or 0)
    terms = PlanTerms(
        code="golden",
        currency=tariff["currency"],
        metrics={METRIC: MetricTerms("kWh")},
        charges=tuple(charges),
        calendars=calendars,
        minimums=(MinimumBill("minimum", "Minimum", floor),) if floor else (),
    )
    return BillTerms(terms, energy_buckets, demand_buckets)


def _refuse_what_is_missing(tariff: dict[str, Any]) -> None:
    known = {"currency", "fixed_charge_per_month", "minimum_bill_per_month", "minimum_bill_per_year"}
    assert tariff.keys() <= known | {"energy", "demand", "metering"}
    if tariff["metering"]["rule"] != "import_only":
        raise MissingFeature("export and net metering")
    if tariff["energy"]["hourly_prices"] is not None:
        raise MissingFeature("hourly prices")
    if tariff.get("minimum_bill_per_year"):
        raise MissingFeature("annual minimum")
    if tariff["demand"] and tariff["demand"].get("ratchet"):
        raise MissingFeature("demand ratchet")


def _energy(energy: dict[str, Any], charges: list[Charge], calendars: dict[str, TouCalendar]) -> Buckets:
    tiers = {row["period"]: _EnergyTiers.of(row["tiers"]) for row in energy["periods"]}
    schedules = energy["weekday_schedule"], energy["weekend_schedule"]
    buckets = _energy_buckets(tiers, schedules)
    if len(set(buckets.values())) > 1:
        calendars["energy"] = _calendar("energy", buckets, schedules)
    for bounds in sorted({tiers[period].bounds for _, period in buckets}):
        prices: dict[str | None, Price] = {
            bucket: tiers[period].price
            for (_, period), bucket in buckets.items()
            if tiers[period].bounds == bounds
        }
        if "energy" in calendars:
            charges.append(
                Charge(
                    f"energy_{bounds}",
                    "Energy",
                    BucketTotal(METRIC, "energy"),
                    prices,
                    tier_bounds=bounds,
                )
            )
        else:
            (price,) = prices.values()
            charges.append(
                Charge(f"energy_{bounds}", "Energy", Total(METRIC), {None: price}, tier_bounds=bounds)
            )
    return buckets


@dataclass(frozen=True)
class _EnergyTiers:
    price: Price
    bounds: TierBounds

    @classmethod
    def of(cls, rows: list[dict[str, Any]]) -> _EnergyTiers:
        units = {row["up_to_unit"] for row in rows}
        if "kWh_per_kW" in units:
            raise MissingFeature("hours use of demand")
        (unit,) = units
        return cls(_price([(row["up_to"], row["buy"]) for row in rows]), _BOUNDS[unit])


def _energy_buckets(tiers: Mapping[int, _EnergyTiers], schedules: tuple[Any, Any]) -> Buckets:
    """A bucket per period; but where periods of a month share equal tiers, one bucket for all of them.

    Tiers are counted on the month's usage, so a month of several periods with different tiers has no terms.
    """
    buckets: Buckets = {}
    for month in range(1, 13):
        periods = sorted({*schedules[0][month - 1], *schedules[1][month - 1]})
        is_tiered = any(isinstance(tiers[period].price, GraduatedPrice) for period in periods)
        if is_tiered and len({tiers[period] for period in periods}) > 1:
            raise MissingFeature("tiers across time-of-use buckets")
        name = "all_" + "_".join(map(str, periods)) if is_tiered and len(periods) > 1 else None
        for period in periods:
            buckets[month, period] = name or f"period_{period}"
    return buckets


def _demand(demand: dict[str, Any], charges: list[Charge], calendars: dict[str, TouCalendar]) -> Buckets:
    assert demand.keys() <= {"window_minutes", "flat", "tou", "ratchet"}
    window = demand["window_minutes"]
    if demand["flat"]:
        prices = {row["month"]: _demand_price(row["tiers"]) for row in demand["flat"]}
        charges.append(_flat_demand(prices, window, calendars))
    if not demand["tou"]:
        return {}
    tou = demand["tou"]
    schedules = tou["weekday_schedule"], tou["weekend_schedule"]
    buckets = {
        (month, period): f"period_{period}"
        for month in range(1, 13)
        for period in {*schedules[0][month - 1], *schedules[1][month - 1]}
    }
    calendars["tou_demand"] = _calendar("tou_demand", buckets, schedules)
    by_bucket: dict[str | None, Price] = {
        f"period_{row['period']}": _demand_price(row["tiers"]) for row in tou["periods"]
    }
    charges.append(
        Charge("tou_demand", "Time-of-use demand", PeakDemand(METRIC, window, "tou_demand"), by_bucket)
    )
    return buckets


def _flat_demand(prices: Mapping[int, Price], window: int, calendars: dict[str, TouCalendar]) -> Charge:
    """One peak a month at the month's price: months of equal price are one bucket."""
    distinct = list(dict.fromkeys(prices[month] for month in range(1, 13)))
    if len(distinct) == 1:
        return Charge("flat_demand", "Demand", PeakDemand(METRIC, window), {None: distinct[0]})
    names = {price: f"months_{number}" for number, price in enumerate(distinct, start=1)}
    windows = tuple(
        TouWindow(name, _spans(month for month in prices if prices[month] == price))
        for price, name in names.items()
    )
    calendars["flat_demand"] = TouCalendar("flat_demand", tuple(names.values()), windows)
    by_bucket: dict[str | None, Price] = {name: price for price, name in names.items()}
    return Charge("flat_demand", "Demand", PeakDemand(METRIC, window, "flat_demand"), by_bucket)


def _demand_price(rows: list[dict[str, Any]]) -> Price:
    return _price([(row["up_to_kw"], row["rate"]) for row in rows])


def _price(tiers: Iterable[tuple[Any, Any]]) -> Price:
    rows = tuple(Tier(None if top is None else _decimal(top), _decimal(rate)) for top, rate in tiers)
    if len(rows) == 1:
        return PerUnitPrice(rows[0].unit_price)
    return GraduatedPrice(rows)


def _calendar(code: str, buckets: Buckets, schedules: tuple[Any, Any]) -> TouCalendar:
    """The schedules of 12 months by 24 hours as windows: a row of hours per day type, for all months that share it."""
    windows: list[TouWindow] = []
    for day_types, schedule in zip((_WEEKDAYS, _WEEKEND), schedules, strict=True):
        months_of: dict[tuple[str, ...], list[int]] = {}
        for month, hours in enumerate(schedule, start=1):
            months_of.setdefault(tuple(buckets[month, period] for period in hours), []).append(month)
        for row, months in months_of.items():
            windows += [
                TouWindow(bucket, _spans(months), day_types, first * 60, end * 60)
                for first, end, bucket in _runs(row)
            ]
    return TouCalendar(code, tuple(sorted(set(buckets.values()))), tuple(windows))


def _runs(row: tuple[str, ...]) -> list[tuple[int, int, str]]:
    edges = [hour for hour in range(24) if hour == 0 or row[hour] != row[hour - 1]]
    return [(first, end, row[first]) for first, end in zip(edges, [*edges[1:], 24], strict=True)]


def _spans(months: Iterable[int]) -> tuple[SeasonSpan, ...]:
    return tuple(SeasonSpan((month, 1), (month, _DAYS.get(month, 31))) for month in months)


def _decimal(number: Decimal | int) -> Decimal:
    return Decimal(number)
