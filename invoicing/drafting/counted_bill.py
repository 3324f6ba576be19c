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
from pricing.rating import PlanTerms, price_batch
from pricing.rating.determinants import measure
from pricing.rating.determinants.measured import Measured
from pricing.rating.plan_terms import BucketTotal, Charge, Days, PeakDemand, Total

_DECIMALS: Final = 12

Counted = tuple[Measured, ...]
"""What one charge counts: a quantity of one account for each bucket that occurs."""


@dataclass(frozen=True, slots=True)
class CountedBill:
    """The days `span` of a billing period `run`, and for each charge of the terms what is counted for it."""

    terms: PlanTerms
    zone_name: str
    span: DaySpan
    run: DaySpan
    counted: tuple[Counted, ...]

    @classmethod
    def of(cls, place: PricedUsage) -> CountedBill:
        """What the engine counts. Raises UnableToRate or HourWithoutBucket as the engine does."""
        batch = place.batch()
        counted = tuple(tuple(measure(charge.determinant, batch)) for charge in place.terms.charges)
        return cls(place.terms, place.zone_name, place.span, place.run, counted)

    def net(self) -> Decimal:
        """The sum of the rounded lines, without tax."""
        batch = PricedUsage(self.terms, self.zone_name, self.span, self.run, {}).batch()
        return sum((line.amount for line in price_batch(batch, self.counted)[0]), Decimal(0))

    def over_days_of(self, other: CountedBill) -> CountedBill:
        """As many days of the same average use; a peak demand does not grow with days, nor does a fee."""
        days, full_days = other.span.day_count, other.run.day_count
        first, longer = self.span.from_date, Fraction(days, self.span.day_count)

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
            span=DaySpan(first, first + timedelta(days=days)),
            run=DaySpan(first, first + timedelta(days=max(days, full_days))),
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
        """The totals of the metrics as the other bill of the same terms has them, bucket by bucket."""
        return self._taking(other, (Total, BucketTotal), metrics)

    def with_peaks_of(self, other: CountedBill, metrics: AbstractSet[str]) -> CountedBill:
        """The peak demands of the metrics as the other bill of the same terms has them."""
        return self._taking(other, (PeakDemand,), metrics)

    def peaks(self) -> dict[tuple[str, str | None], Decimal]:
        """The peak demands that cost something, by charge and bucket."""
        return {
            (charge.code, one.bucket): one.quantities[0]
            for charge, counted in zip(self.terms.charges, self.counted, strict=True)
            if isinstance(charge.determinant, PeakDemand)
            for one in counted
            if one.bucket in charge.prices
        }

    def _taking(self, other: CountedBill, kinds: tuple[type, ...], metrics: AbstractSet[str]) -> CountedBill:
        counted = [
            theirs
            if isinstance(charge.determinant, kinds) and getattr(charge.determinant, "metric", "") in metrics
            else own
            for charge, own, theirs in zip(self.terms.charges, self.counted, other.counted, strict=True)
        ]
        return replace(self, counted=tuple(counted))

    def _with(self, change: Callable[[Charge, Counted], Counted]) -> CountedBill:
        pairs = zip(self.terms.charges, self.counted, strict=True)
        return replace(self, counted=tuple(change(charge, counted) for charge, counted in pairs))


def _times(counted: Sequence[Measured], factor: Fraction) -> Counted:
    """Quantities times a factor, to twelve decimals: a part of a day may have no end. What they were counted from is gone."""
    return tuple(
        replace(one, quantities=[_product(quantity, factor) for quantity in one.quantities], detail=None)
        for one in counted
    )


def _product(quantity: Decimal, factor: Fraction) -> Decimal:
    whole = EXACT.multiply(quantity, Decimal(factor.numerator))
    return round_amount(EXACT.divide(whole, Decimal(factor.denominator)), _DECIMALS)
