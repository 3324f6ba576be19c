"""The same bills by PySAM's Utilityrate5, compiled C++ of the NREL: equal to the cent, and how fast.

PySAM is asked only where it is installed (requirements-benchmark.txt). It knows whole years alone: one
run makes the twelve bills of an account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import numpy as np

from billing_site.benchmarks.figures import fastest_s
from billing_site.benchmarks.rating_speed import (
    FIXED,
    HOURS,
    PER_KW,
    TIER_PRICES,
    TIER_TOPS,
    four_bucket_plan,
    month_batch,
)
from pricing.rating import RatingBatch, rate_batch
from pricing.rating.plan_terms import TierAllocation

_MONTHS: Final = 12
_DAYS: Final = 365  # of a year that begins on a Monday and has no 29 February, as PySAM's do
_ACCOUNTS: Final = 40
_CENT: Final = 0.01
_OPEN: Final = 1e38
_PERIODS: Final = {bucket: number for number, bucket in enumerate(TIER_PRICES, start=1)}


class BillsDiffer(Exception):
    """PySAM and we do not make the same bill: a comparison of speeds would say nothing."""


@dataclass(frozen=True, slots=True)
class BillRace:
    """Bills a second of both, and years of an account: what PySAM must compute for any one bill."""

    bills: int
    ours_per_second: float
    theirs_per_second: float
    their_years_per_second: float

    def __str__(self) -> str:
        bills = self.ours_per_second / self.theirs_per_second
        accounts = self.ours_per_second / self.their_years_per_second
        return (
            f"{'same bills as PySAM':<28} {self.ours_per_second:>12,.0f} bills/s"
            f"   {bills:>6.1f} x Utilityrate5 ({self.theirs_per_second:,.0f}/s), {self.bills} bills equal to the cent\n"
            f"{'  one month of an account':<28} {self.ours_per_second:>12,.0f} accounts/s"
            f"   {accounts:>6.1f} x Utilityrate5 ({self.their_years_per_second:,.0f}/s: a year at a time)"
        )


def has_pysam() -> bool:
    """Whether PySAM is installed."""
    return find_spec("PySAM") is not None


def race_pysam() -> BillRace:
    """Twelve months of some accounts by both, tiers shared by the buckets' part of the month as PySAM does.

    Raises BillsDiffer when a bill is not the same.
    """
    usage = np.random.default_rng(7).integers(0, 2000, size=(_ACCOUNTS, _DAYS * 96)).astype(np.int64)
    batches = _months(usage)
    models = [_model(row) for row in usage]
    _assert_equal(batches, models)
    ours = fastest_s(lambda: [rate_batch(batch) for batch in batches])
    theirs = fastest_s(lambda: [model.execute(0) for model in models])
    bills = _ACCOUNTS * _MONTHS
    return BillRace(bills, bills / ours, bills / theirs, _ACCOUNTS / theirs)


def _months(usage: np.ndarray) -> list[RatingBatch]:
    terms = four_bucket_plan(TierAllocation.PROPORTIONAL)
    batches, column = [], 0
    for month in range(1, _MONTHS + 1):
        first = date(2018, month, 1)
        end = date(2018 + month // 12, month % 12 + 1, 1)
        columns = (end - first).days * 96
        batches.append(month_batch(terms, first, end, usage[:, column : column + columns]))
        column += columns
    return batches


def _assert_equal(batches: Sequence[RatingBatch], models: Sequence[Any]) -> None:
    for model in models:
        model.execute(0)
    for month, batch in enumerate(batches):
        for lines, model in zip(rate_batch(batch), models, strict=True):
            ours = float(sum(line.exact_amount for line in lines))
            theirs = model.Outputs.year1_monthly_utility_bill_w_sys[month]
            if abs(ours - theirs) > _CENT:
                raise BillsDiffer(f"month {month + 1}: ours {ours:.4f}, PySAM's {theirs:.4f}")


def _model(row: np.ndarray) -> Any:
    """A model with everything said; `row` is Wh by quarter-hour, PySAM wants kW."""
    model = import_module("PySAM.Utilityrate5").new()
    for name, value in _inputs().items():
        model.value(name, value)
    model.value("gen", [0.0] * len(row))
    model.value("load", [float(wh) * 4 / 1000 for wh in row])
    return model


def _inputs() -> dict[str, Any]:
    weekday = [_PERIODS[bucket] for bucket, first, end in HOURS for _ in range(first, end)]
    weekend = [_PERIODS["night"]] * 6 + [_PERIODS["evening"]] * 18
    tops = [_OPEN if top is None else float(top) for top in TIER_TOPS]
    return {
        "analysis_period": 1,
        "system_use_lifetime_output": 0,
        "inflation_rate": 0,
        "degradation": [0],
        "load_escalation": [0],
        "rate_escalation": [0],
        "ur_metering_option": 0,
        "ur_nm_yearend_sell_rate": 0,
        "ur_nm_credit_month": 11,
        "ur_monthly_fixed_charge": float(FIXED),
        "ur_monthly_min_charge": 0,
        "ur_annual_min_charge": 0,
        "ur_en_ts_sell_rate": 0,
        "ur_en_ts_buy_rate": 0,
        "ur_enable_billing_demand": 0,
        "TOU_demand_single_peak": 0,
        "ur_ec_tou_mat": [
            [_PERIODS[bucket], number, top, 0, float(price), 0]
            for bucket, prices in TIER_PRICES.items()
            for number, (top, price) in enumerate(zip(tops, prices, strict=True), start=1)
        ],
        "ur_ec_sched_weekday": [weekday] * _MONTHS,
        "ur_ec_sched_weekend": [weekend] * _MONTHS,
        "ur_dc_enable": 1,
        "ur_dc_sched_weekday": [[1] * 24] * _MONTHS,
        "ur_dc_sched_weekend": [[1] * 24] * _MONTHS,
        "ur_dc_tou_mat": [[1, 1, _OPEN, 0]],
        "ur_dc_flat_mat": [[month, 1, _OPEN, float(PER_KW)] for month in range(_MONTHS)],
    }
