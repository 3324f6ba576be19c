"""The usage and hourly prices of a bill case's year, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import PlanTerms, RatingBatch
from pricing.rating.carried import Carried
from pricing.rating.determinants.peak_history import history_key
from pricing.rating.index_series import IndexSeries
from pricing.rating.plan_terms import BilledDemand
from tests.golden import case_files
from tests.golden.bill_energy import BUY_INDEX, DRAWN, EXPORT, IMPORT, SELL_INDEX
from tests.golden.bill_profiles import YEAR, ZONE_NAME, month_usage, read_hourly_prices, read_profile
from tests.golden.bill_tariffs import BillTerms

_ELEVEN = 11


@dataclass(frozen=True)
class BillYear:
    """Whole quantities of the year by metric, and the prices by index."""

    quantities: Mapping[str, NDArray[np.int64]]
    step_minutes: int
    indices: Mapping[str, IndexSeries]

    @classmethod
    def of(cls, case: dict[str, Any], case_path: Path) -> BillYear:
        """What the case's files say. Of two meters, what the generation meter draws is apart from what it gives."""
        profile, tariff = case["profile"], case["tariff"]
        path = case_files.find_beside(case_path, profile["file"])
        step = profile["interval_minutes"]
        quantities = {IMPORT: read_profile(path, profile["import_column"], step)}
        if profile["export_column"] is not None:
            exported = read_profile(path, profile["export_column"], step)
            quantities[EXPORT] = exported
            if tariff["metering"]["rule"] == "buy_all_sell_all":
                quantities[EXPORT] = np.maximum(exported, 0)
                quantities[DRAWN] = np.maximum(-exported, 0)
        return cls(quantities, step, _indices(tariff["energy"]["hourly_prices"], case_path))

    def batch(self, terms: PlanTerms, month: int, carried: Carried) -> RatingBatch:
        """One account's month."""
        usage = {
            metric: UsageMatrix.of_one(month_usage(quantities, self.step_minutes, month))
            for metric, quantities in self.quantities.items()
        }
        period = usage[IMPORT].grid.period
        return RatingBatch(
            terms, ZONE_NAME, period, period, 1, usage, carried=(carried,), indices=self.indices
        )


def first_carried(case: dict[str, Any], plan: BillTerms) -> Carried:
    """What the year begins with: nothing, but for the peaks of the year before."""
    demand = plan.billed_demand
    if not isinstance(demand, BilledDemand):
        return Carried()
    ratchet = case["tariff"]["demand"]["ratchet"]
    peaks = [Decimal(peak) for peak in ratchet["previous_year_peak_kw_by_month"]]
    percents = ratchet["percent_by_month"]
    if ratchet["lookback_months"] == _ELEVEN and percents[1]:
        # In January PySAM looks back at twelve months. February's peak counts for January alone, so it can stand for both.
        peaks[1] = max(peaks[1], peaks[0] * Decimal(percents[0]) / Decimal(percents[1]))
    by_month = {f"{YEAR - 1}-{month:02}": str(peak) for month, peak in enumerate(peaks, start=1)}
    return Carried({history_key(demand, None): {"peaks": by_month}})


def _indices(prices: dict[str, Any] | None, case_path: Path) -> dict[str, IndexSeries]:
    if prices is None:
        return {}
    path = case_files.find_beside(case_path, prices["file"])
    columns = {BUY_INDEX: prices["buy_column"], SELL_INDEX: prices["sell_column"]}
    return {name: read_hourly_prices(path, column) for name, column in columns.items() if column is not None}
