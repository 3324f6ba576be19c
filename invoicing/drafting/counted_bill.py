"""What a bill counts of one place, charge by charge, ready to be changed and priced again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.priced_usage import PricedUsage
from pricing.money import EXACT, round_amount
from pricing.rating import price_batch
from pricing.rating.determinants import measure
from pricing.rating.determinants.measured import Measured
from pricing.rating.plan_terms import (
    ApparentDemand,
    BilledDemand,
    BucketTotal,
    Charge,
    CoincidentPeak,
    Days,
    Determinant,
    ExcessDemand,
    PeakDemand,
    Percentile,
    Total,
    metrics_counted,
)

_DECIMALS: Final = 12

Counted = tuple[Measured, ...]
"""What one charge counts: a quantity of one account for each bucket that occurs."""


@dataclass(frozen=True, slots=True)
class CountedBill:
    """A place without its usage, and for each charge of its terms what is counted for it."""

    place: PricedUsage
    counted: tuple[Counted, ...]

    @classmethod
    def of(cls, place: PricedUsage) -> CountedBill:
        """What the engine counts. Raises UnableToRate or HourWithoutBucket as the engine does."""
        batch = place.batch()
        counted = tuple(tuple(measure(charge.determinant, batch)) for charge in place.terms.charges)
        return cls(replace(place, usage={}, events={}), counted)

    def net(self) -> Decimal:
        """The sum of the rounded lines, without tax."""
        return sum((line.amount for line in price_batch(self.place.batch(), self.counted)[0]), Decimal(0))

    def on_basis_of(self, other: CountedBill) -> CountedBill:
        """Beginning with what the other was carried over, and under its contract."""
        return replace(self, place=replace(self.place, basis=other.place.basis, facts=other.place.facts))

    def over_days_of(self, other: CountedBill) -> CountedBill:
        """As many days of the same average use; a peak demand does not grow with days, nor does a fee."""
        days, full_days = other.place.span.day_count, other.place.run.day_count
        first, longer = self.place.span.from_date, Fraction(days, self.place.span.day_count)

        def over_days(charge: Charge, counted: Counted) -> Counted:
            match charge.determinant:
                case Days():
                    return tuple(replace(one, quantities=[Decimal(days)]) for one in counted)
                case Total() | BucketTotal():
                    return _times(counted, longer)
                case _:
                    return counted

        return replace(
            self._with(over_days),
            place=replace(
                self.place,
                span=DaySpan(first, first + timedelta(days=days)),
                run=DaySpan(first, first + timedelta(days=max(days, full_days))),
            ),
        )

    def times(self, factors: Mapping[str, Fraction]) -> CountedBill:
        """Every total of the metrics times its factor; what falls into which bucket stays in proportion."""

        def grown(charge: Charge, counted: Counted) -> Counted:
            match charge.determinant:
                case Total(metric) | BucketTotal(metric) if metric in factors:
                    return _times(counted, factors[metric])
                case _:
                    return counted

        return self._with(grown)

    def with_totals_of(self, other: CountedBill, metrics: AbstractSet[str]) -> CountedBill:
        """What is counted of the metrics but demands, as the other bill of the same terms has it, by bucket."""
        return self._taking(other, metrics, lambda determinant: not is_demand(determinant))

    def with_peaks_of(self, other: CountedBill, metrics: AbstractSet[str]) -> CountedBill:
        """The demands of the metrics as the other bill of the same terms has them."""
        return self._taking(other, metrics, is_demand)

    def peaks(self) -> dict[tuple[str, str | None], Decimal]:
        """The demands that cost something, by charge and bucket."""
        return {
            (charge.code, one.bucket): one.quantities[0]
            for charge, counted in zip(self.place.terms.charges, self.counted, strict=True)
            if is_demand(charge.determinant)
            for one in counted
            if one.bucket in charge.prices
        }

    def _taking(
        self, other: CountedBill, metrics: AbstractSet[str], chosen: Callable[[Determinant], bool]
    ) -> CountedBill:
        counted = [
            theirs if chosen(charge.determinant) and _counts_only(charge.determinant, metrics) else own
            for charge, own, theirs in zip(self.place.terms.charges, self.counted, other.counted, strict=True)
        ]
        return replace(self, counted=tuple(counted))

    def _with(self, change: Callable[[Charge, Counted], Counted]) -> CountedBill:
        pairs = zip(self.place.terms.charges, self.counted, strict=True)
        return replace(self, counted=tuple(change(charge, counted) for charge, counted in pairs))


def is_demand(determinant: Determinant) -> bool:
    """Whether it is a rate of use rather than an amount: it does not grow with days."""
    return isinstance(
        determinant,
        PeakDemand | BilledDemand | ExcessDemand | ApparentDemand | CoincidentPeak | Percentile,
    )


def _counts_only(determinant: Determinant, metrics: AbstractSet[str]) -> bool:
    counted = metrics_counted(determinant)
    return bool(counted) and metrics >= set(counted)


def _times(counted: Sequence[Measured], factor: Fraction) -> Counted:
    """Quantities times a factor, to twelve decimals: a part of a day may have no end. What they were counted from is gone."""
    return tuple(
        replace(one, quantities=[_product(quantity, factor) for quantity in one.quantities], detail=None)
        for one in counted
    )


def _product(quantity: Decimal, factor: Fraction) -> Decimal:
    whole = EXACT.multiply(quantity, Decimal(factor.numerator))
    return round_amount(EXACT.divide(whole, Decimal(factor.denominator)), _DECIMALS)
