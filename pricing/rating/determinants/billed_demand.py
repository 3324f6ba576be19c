"""Demand as it is billed: lifted by power factor, ratchet, contract and minimum."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pricing.money import EXACT
from pricing.rating.carried import State
from pricing.rating.determinants.contracted import contracted_values
from pricing.rating.determinants.exact_roots import power_factor
from pricing.rating.determinants.measured import Measured
from pricing.rating.determinants.peak_demand import measure_peak_demand
from pricing.rating.determinants.peak_history import (
    highest_share,
    history_key,
    months_kept,
    percent_of,
    with_peak,
)
from pricing.rating.determinants.reactive_usage import active_and_reactive, in_common_decimals
from pricing.rating.plan_terms import BilledDemand
from pricing.rating.request import RatingBatch
from pricing.rating.unable_to_rate import UnableToRate


def measure_billed_demand(determinant: BilledDemand, batch: RatingBatch) -> list[Measured]:
    """The largest of the demands that the terms name, per bucket of the peak; in kW for kWh.

    The month of a peak is that in which the billing period ends. What the ratchet looks back on, and keeps, is
    the peak after the power factor (peak_history.py); months before the account's first bill are unknown
    and hold nothing up. Ties go to the period's own peak, then ratchet, contract, minimum.

    Raises UnableToRate as the peak does, and when the contract or the reactive energy is not there.
    """
    last = batch.calendar.last_date(batch.full_period)
    month, months = f"{last:%Y-%m}", months_kept(determinant, batch.terms)
    factors = _power_factors(determinant, batch)
    contracts = None if determinant.contract is None else contracted_values(determinant.contract, batch)
    measured = []
    for peak in measure_peak_demand(determinant.peak, batch):
        key = history_key(determinant, peak.bucket)
        quantities, facts, kept = [], [], []
        for account, raw in enumerate(peak.quantities):
            history = batch.carried_of(account).of(key)
            lifted, lift_facts = _lifted(raw, factors[account] if factors else None, determinant)
            contract = None if contracts is None else contracts[account]
            demand, by = _largest(determinant, lifted, month, history, contract)
            quantities.append(demand)
            facts.append({**peak.account_facts[account], "pk": f"{raw:f}", **lift_facts, "by": by})
            kept.append(with_peak(history, month, lifted, months))
        shared = {**peak.facts, "of": "billed_demand"}
        keeps = {key: kept} if months else {}
        measured.append(Measured(peak.bucket, peak.unit, quantities, shared, facts, keeps=keeps))
    return measured


def _largest(
    determinant: BilledDemand, peak: Decimal, month: str, history: State, contract: Decimal | None
) -> tuple[Decimal, list[str]]:
    """The demand that is billed, and how a trace says where it is from."""
    percent = determinant.current_percents[int(month[-2:]) - 1]
    candidates = [(percent_of(peak, percent), ["peak", f"{percent:f}"])]
    if determinant.ratchet is not None:
        earlier = highest_share(determinant.ratchet, month, history)
        if earlier is not None:
            by = ["ratchet", f"{earlier.percent:f}", f"{earlier.peak:f}", earlier.month]
            candidates.append((earlier.demand, by))
    if contract is not None:
        percent = determinant.contract_percent
        candidates.append((percent_of(contract, percent), ["contract", f"{percent:f}", f"{contract:f}"]))
    candidates.append((determinant.minimum, ["minimum"]))
    return max(candidates, key=lambda candidate: candidate[0])


def _power_factors(determinant: BilledDemand, batch: RatingBatch) -> list[Decimal]:
    """Each account's factor over the period; none where the plan sets no target."""
    if determinant.target_power_factor is None:
        return []
    if determinant.reactive_metric is None:
        raise UnableToRate("a target power factor needs a metric of reactive energy: name it in the plan")
    active, reactive = active_and_reactive(determinant.peak.metric, determinant.reactive_metric, batch)
    _, (kwh, kvarh) = in_common_decimals(
        active, reactive, active.quantities.sum(axis=1), reactive.quantities.sum(axis=1)
    )
    decimals = determinant.power_factor_decimals
    return [power_factor(p, q, decimals) for p, q in zip(kwh.tolist(), kvarh.tolist(), strict=True)]


def _lifted(
    peak: Decimal, factor: Decimal | None, determinant: BilledDemand
) -> tuple[Decimal, dict[str, Any]]:
    """The peak as if drawn at the target power factor, where the measured one is worse."""
    target = determinant.target_power_factor
    if factor is None or target is None or factor >= target:
        return peak, {}
    if not factor:
        raise UnableToRate(
            f"the power factor of {determinant.peak.metric} is next to 0: check that"
            f" {determinant.reactive_metric} is measured in the right unit"
        )
    return EXACT.divide(EXACT.multiply(peak, target), factor), {"pf": [f"{factor:f}", f"{target:f}"]}
