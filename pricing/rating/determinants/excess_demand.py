"""Demand above what was agreed, or above the demand at other times."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from pricing.money import EXACT
from pricing.rating.determinants.contracted import contracted_values
from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.peak_demand import measure_peak_demand, peak_facts
from pricing.rating.plan_terms import DailyPeaks, ExcessDemand
from pricing.rating.request import RatingBatch
from pricing.rating.unable_to_rate import UnableToRate


def measure_excess_demand(determinant: ExcessDemand, batch: RatingBatch) -> list[Measured]:
    """The peak less the threshold, never below zero; in kW for kWh.

    Without `bucket` the peak is that of the whole period. A bucket that does not occur has a demand of zero.

    Raises UnableToRate when a contract does not state its value, or the plan says neither or both thresholds.
    """
    peak = determinant.peak
    if (determinant.over_contract is None) == (determinant.over_bucket is None):
        raise UnableToRate("excess demand needs one threshold: a value of the contract or another bucket")
    if determinant.over_contract is not None and peak.daily is DailyPeaks.SUM_OF_DAYS:
        raise UnableToRate("the sum of the days' peaks cannot be set against a contract's demand")
    if determinant.bucket is None:
        peak = replace(peak, calendar=None)
    by_bucket = {one.bucket: one for one in measure_peak_demand(peak, batch)}
    above = by_bucket.get(determinant.bucket)
    any_bucket = next(iter(by_bucket.values()))
    peaks = [Decimal(0)] * batch.size if above is None else above.quantities
    if determinant.over_contract is not None:
        thresholds = contracted_values(determinant.over_contract, batch)
    else:
        below = by_bucket.get(determinant.over_bucket)
        thresholds = [Decimal(0)] * batch.size if below is None else list(below.quantities)
    found = [{}] * batch.size if above is None else above.account_facts
    pairs = list(zip(peaks, thresholds, strict=True))
    return [
        Measured(
            None,
            any_bucket.unit,
            [max(EXACT.subtract(high, low), Decimal(0)) for high, low in pairs],
            _facts(determinant),
            [
                {**facts, "pk": str(high), "th": str(low)}
                for facts, (high, low) in zip(found, pairs, strict=True)
            ],
        )
    ]


def _facts(determinant: ExcessDemand) -> dict[str, Any]:
    facts = {**peak_facts(determinant.peak), "of": "excess_demand"}
    if determinant.bucket is not None:
        facts["b"] = determinant.bucket
    if determinant.over_bucket is not None:
        facts["bx"] = determinant.over_bucket
    return facts
