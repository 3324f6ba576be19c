"""Structures with their schedules: what energy and demand cost at which time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from pricing.plan_documents.problems import json_path
from pricing.urdb.findings import NOT_YET, STOP, Option, Review, Weight
from pricing.urdb.rate_structures import period_count, read_periods
from pricing.urdb.schedules import Schedule, read_hours, read_months
from pricing.urdb.timed_prices import PER_BUCKET, TimedPrices

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read_energy(record: dict[str, Any], review: Review) -> TimedPrices | None:
    """The energy prices; None where there are none, or after a finding that blocks."""
    name = "energyratestructure"
    count = period_count(record, name)
    if not count:
        review.look(json_path(name), "the record has no price for energy", "check the source")
        return None
    schedule = read_hours(record, "energy", count, review)
    priced = _priced(record, name, schedule, "", review)
    if priced is None:
        return None
    priced = priced.with_equal_periods_joined(only_tiered=True)
    return replace(priced, allocation=_allocation(priced, review))


def read_flat_demand(record: dict[str, Any], review: Review) -> TimedPrices | None:
    """The price of each month's highest demand; None for none, or after a finding that blocks."""
    name = "flatdemandstructure"
    count = period_count(record, name)
    if not count:
        return None
    schedule = read_months(record, "flatdemandmonths", count, review)
    priced = _priced(record, name, schedule, "kW", review)
    if priced is None or priced.is_free or not _is_kilowatt(record, "flatdemandunit", review):
        return None
    priced = priced.with_equal_periods_joined(only_tiered=False)
    if len(priced.periods) > 1:
        review.look(
            "$.flatdemandmonths",
            "the price of demand changes by month: a bill across two of these months has a peak for each",
            "bill such accounts by calendar months",
        )
    return priced


def read_timed_demand(record: dict[str, Any], review: Review) -> TimedPrices | None:
    """The prices of the highest demand in each period; None for none, or after a finding that blocks."""
    name = "demandratestructure"
    count = period_count(record, name)
    if not count:
        return None
    priced = _priced(record, name, read_hours(record, "demand", count, review), "kW", review)
    if priced is None or priced.is_free or not _is_kilowatt(record, "demandrateunit", review):
        return None
    return priced


def _priced(
    record: dict[str, Any], name: str, schedule: Schedule | None, unit: str, review: Review
) -> TimedPrices | None:
    if schedule is None:
        # Prices are looked at all the same, so that one reading tells everything.
        read_periods(record, name, range(period_count(record, name)), unit, review)
        return None
    periods = read_periods(record, name, schedule.periods, unit, review)
    return TimedPrices(schedule, periods) if len(periods) == len(schedule.periods) else None


def _is_kilowatt(record: dict[str, Any], name: str, review: Review) -> bool:
    unit = record.get(name)
    if unit is None:
        review.assumed(json_path(name), "the unit of demand is missing; kW is taken", "check the source")
    elif unit != "kW":
        review.blocks(json_path(name), f"{NOT_YET}demand in {unit}", "enter the plan by hand, in kW")
        return False
    return True


def _allocation(priced: TimedPrices, review: Review) -> str:
    """Tiers in a month of several periods: whose usage fills them is not in the record."""
    months = priced.months_of_mixed_tiers()
    if not months:
        if len(priced.periods) > 1 and priced.is_tiered:
            review.look(
                "$.energyratestructure",
                "tiers change by month: a bill across two of these months fills the tiers of each from zero",
                "bill such accounts by calendar months",
            )
        return PER_BUCKET
    met = {number for month in months for number in priced.schedule.periods_in(month)}
    periods = [priced.periods[number] for number in met]
    bounds = {(period.unit, *(tier.up_to for tier in period.tiers)) for period in periods}
    alike = "the same" if len(bounds) == 1 else "different"
    shared = (
        Option("proportional", "That of all periods; each has its share of every tier"),
        Option("chronological", "That of all periods, in order of time"),
    )
    can_share = len(bounds) == 1 and not any(period.is_by_hours_of_use for period in periods)
    answer = review.choose(
        "tiers_across_periods",
        "Whose usage fills the tiers?",
        (
            Option(STOP, "Do not import the record", Weight.BLOCKS),
            *(shared if can_share else ()),
            Option(PER_BUCKET, "Each period counts its own usage from zero"),
        ),
        path="$.energyratestructure",
        message=(
            "the record does not say whose usage fills the tiers: periods "
            f"{', '.join(map(str, sorted(met)))} meet in {', '.join(_MONTHS[month] for month in months)} "
            f"and have {alike} tiers"
        ),
        cure="look into the source",
    )
    return PER_BUCKET if answer == STOP else answer
