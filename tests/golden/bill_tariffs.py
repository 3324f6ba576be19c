"""The tariff of a bill case as terms of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pricing.rating.plan_terms import (
    Charge,
    Determinant,
    FixedPrice,
    MetricTerms,
    MinimumBill,
    PerPeriod,
    PlanTerms,
    Span,
)
from pricing.rating.tou_calendar import TouCalendar
from tests.golden.bill_calendars import calendar_of_schedules, scheduled_periods, schedules_of
from tests.golden.bill_demand import billed_demand, demand_charges
from tests.golden.bill_energy import CALENDAR, DRAWN, EXPORT, IMPORT, energy_charges, money_banks
from tests.golden.missing_features import MissingFeature

EXACT_SCALE = 12
"""Decimals of the unrounded run: fine enough that no sum of a year is a tenth of a cent off."""


@dataclass(frozen=True)
class BillTerms:
    """The plan rounded as on a bill and the plan nearly unrounded, and the demand that is billed."""

    rounded: PlanTerms
    unrounded: PlanTerms
    billed_demand: Determinant


def bill_terms(case: dict[str, Any]) -> BillTerms:
    """The case's tariff in the engine's words. Raises MissingFeature for what the engine cannot do yet."""
    tariff = case["tariff"]
    known = {"currency", "fixed_charge_per_month", "minimum_bill_per_month", "minimum_bill_per_year"}
    assert tariff.keys() <= known | {"energy", "demand", "metering"}
    window = (tariff["demand"] or {}).get("window_minutes") or case["profile"]["interval_minutes"]
    calendars: dict[str, TouCalendar] = {}
    schedules = schedules_of(tariff["energy"])
    if len(scheduled_periods(schedules)) > 1:
        calendars[CALENDAR] = calendar_of_schedules(CALENDAR, schedules)
    demand = billed_demand(tariff, window)
    energy = energy_charges(tariff, demand)
    charges = (
        Charge("fixed", "Fixed", PerPeriod(), {None: FixedPrice(Decimal(tariff["fixed_charge_per_month"]))}),
        *energy,
        *(demand_charges(tariff, window, calendars) if tariff["demand"] else ()),
    )
    terms = {
        "code": "golden",
        "currency": tariff["currency"],
        "metrics": {metric: MetricTerms("kWh") for metric in (IMPORT, EXPORT, DRAWN)},
        "charges": charges,
        "calendars": calendars,
        "minimums": tuple(_minimums(tariff)),
        "banks": money_banks(tariff, energy),
    }
    return BillTerms(PlanTerms(**terms), PlanTerms(**terms, rounding_scale=EXACT_SCALE), demand)


def _minimums(tariff: dict[str, Any]) -> list[MinimumBill]:
    monthly, yearly = (Decimal(tariff.get(f"minimum_bill_per_{span}") or 0) for span in ("month", "year"))
    if yearly:
        raise MissingFeature("annual minimum")
    found = [MinimumBill("minimum", "Minimum", monthly)] if monthly else []
    if yearly:
        found.append(MinimumBill("minimum_year", "Minimum of the year", yearly, Span.YEAR))
    return found
