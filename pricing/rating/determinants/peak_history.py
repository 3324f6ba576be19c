"""The peaks of earlier months, as bills carry them along.

A billed demand keeps an object `{"peaks": {"2026-01": "123.4", …}}` under a key of its own: the peak of every
month (that in which the billing period ends) that a ratchet of the plan may still ask for, as text. The key is
made of everything that the peak depends on, so that it lasts as long as the peak means the same: a charge may
be renamed, and several charges with the same peak share one history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pricing.money import EXACT
from pricing.rating.carried import State
from pricing.rating.plan_terms import BilledDemand, DailyPeaks, PlanTerms, Ratchet


def history_key(determinant: BilledDemand, bucket: str | None) -> str:
    """Such as `peaks:ELECTRICITY_IMPORT:15`; then sliding, sum_of_days, calendar/bucket, power factor as it applies."""
    peak = determinant.peak
    parts = ["peaks", peak.metric, str(peak.window_minutes)]
    if peak.sliding:
        parts.append("sliding")
    if peak.daily is DailyPeaks.SUM_OF_DAYS:
        parts.append(peak.daily.value)
    if bucket is not None:
        parts.append(f"{peak.calendar}/{bucket}")
    if determinant.target_power_factor is not None:
        target = f"{determinant.target_power_factor.normalize(EXACT):f}"
        parts.append(f"{determinant.reactive_metric}/{target}/{determinant.power_factor_decimals}")
    return ":".join(parts)


def months_kept(determinant: BilledDemand, terms: PlanTerms) -> int:
    """How many months before the bill's own a history must reach: the longest ratchet of the plan on that peak."""
    counted = [one for charge in terms.charges for one in (charge.determinant, charge.demand)]
    sharing = [
        one
        for one in [determinant, *counted]
        if isinstance(one, BilledDemand) and history_key(one, None) == history_key(determinant, None)
    ]
    return max((one.ratchet.months for one in sharing if one.ratchet is not None), default=0)


@dataclass(frozen=True, slots=True)
class EarlierPeak:
    """The share of an earlier month's peak that a ratchet holds on to."""

    month: str
    peak: Decimal
    percent: Decimal

    @property
    def demand(self) -> Decimal:
        """What billed demand does not fall under."""
        return percent_of(self.peak, self.percent)


def percent_of(demand: Decimal, percent: Decimal) -> Decimal:
    """So many hundredths of the demand."""
    return EXACT.divide(EXACT.multiply(demand, percent), Decimal(100))


def highest_share(ratchet: Ratchet, month: str, state: State) -> EarlierPeak | None:
    """The largest share of the months before `month` (such as "2026-03"), the latest of equal ones.

    None where no month is known that counts.
    """
    shares = [
        EarlierPeak(earlier, peak, ratchet.percents[_number(earlier) % 12])
        for earlier, peak in sorted(_peaks(state).items())
        if 0 < _number(month) - _number(earlier) <= ratchet.months
    ]
    return max(
        (share for share in reversed(shares) if share.percent), key=lambda share: share.demand, default=None
    )


def with_peak(state: State, month: str, peak: Decimal, months: int) -> State:
    """The history with the month's peak: the larger one where a part of the month was billed before.

    Months that lie more than `months` back are forgotten.
    """
    peaks = {**_peaks(state)}
    peaks[month] = max(peak, peaks.get(month, peak))
    kept = {
        one: f"{value:f}" for one, value in sorted(peaks.items()) if _number(month) - _number(one) <= months
    }
    return {"peaks": kept}


def _peaks(state: State) -> Mapping[str, Decimal]:
    return {month: Decimal(peak) for month, peak in state.get("peaks", {}).items()}


def _number(month: str) -> int:
    """Months since year 0, January first."""
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1
