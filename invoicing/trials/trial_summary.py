"""What a trial tells of all its accounts, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from invoicing.trials.account_effects import AccountEffect
from invoicing.trials.effect_statistics import (
    EffectSum,
    Histogram,
    band_of,
    effect_sum,
    effect_sums_by,
    histogram,
    largest_decreases,
    largest_increases,
    quantile,
    usage_bands,
)

_LISTED: Final = 20
_SHARES: Final = (Decimal("0.1"), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal("0.9"))
SegmentSums = Sequence[tuple[int | None, EffectSum]]


@dataclass(frozen=True, slots=True)
class Spread:
    """A tenth, a quarter, half, three quarters and nine tenths of the changes are at or below these."""

    lowest_tenth: Decimal
    lower_quartile: Decimal
    median: Decimal
    upper_quartile: Decimal
    highest_tenth: Decimal


@dataclass(frozen=True, slots=True)
class TrialSummary:
    """A trial's accounts together, by their change, and in segments.

    `by_money` and `spread` are of the change of an average month without tax; `by_percent` of the change in
    percent, of accounts that now pay something. `by_plan` and `by_utility` have ids, None for accounts with
    several; `by_band` the number of the usage band (its upper bounds in `band_bounds`), lowest first.
    """

    total: EffectSum
    by_money: Histogram
    by_percent: Histogram
    spread: Spread | None
    by_plan: SegmentSums
    by_utility: SegmentSums
    by_band: SegmentSums
    band_bounds: tuple[Decimal, ...]
    increases: tuple[AccountEffect, ...]
    decreases: tuple[AccountEffect, ...]


def trial_summary(effects: Sequence[AccountEffect]) -> TrialSummary:
    """The summary of the accounts' effects; the lists have the twenty largest each."""
    changes = sorted(one.change_per_month for one in effects)
    bounds = usage_bands(effects)
    bands = effect_sums_by(effects, lambda one: band_of(one, bounds))
    return TrialSummary(
        total=effect_sum(effects),
        by_money=histogram(changes),
        by_percent=histogram([100 * one.ratio for one in effects if one.ratio is not None]),
        spread=Spread(*(quantile(changes, share) for share in _SHARES)) if changes else None,
        by_plan=effect_sums_by(effects, lambda one: one.plan_id),
        by_utility=effect_sums_by(effects, lambda one: one.utility_id),
        by_band=sorted(bands, key=lambda each: -1 if each[0] is None else each[0]),
        band_bounds=bounds,
        increases=tuple(largest_increases(effects, _LISTED)),
        decreases=tuple(largest_decreases(effects, _LISTED)),
    )
