"""What a service is rated with besides its readings and its plan: its own basis, and what is published for all.

Its own is kept with the bill, so that the bill can be rated again as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from metering.usage.periods import Period
from pricing.plan_documents.overriding import AgreedValue
from pricing.rating.carried import NOTHING_CARRIED, Carried
from pricing.rating.index_series import IndexSeries, PublishedIndex
from pricing.rating.plan_terms import IndexPrice, PlanTerms, metrics_counted
from pricing.rating.unable_to_rate import UnableToRate


@dataclass(frozen=True, slots=True)
class RatingBasis:
    """What earlier bills carried over, the contract's values by name, and terms agreed with the customer.

    Values and terms are those in force on the first billed day.
    """

    carried: Carried = NOTHING_CARRIED
    contracted: Mapping[str, Decimal] = field(default_factory=dict)
    agreed: tuple[AgreedValue, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What is stored: numbers as text, and only what there is."""
        parts = {
            "carried": dict(self.carried.states),
            "contracted": {name: str(value) for name, value in self.contracted.items()},
            "agreed": [one.as_json() for one in self.agreed],
        }
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> RatingBasis:
        """What was stored."""
        return cls(
            Carried(stored.get("carried", {})),
            {name: Decimal(value) for name, value in stored.get("contracted", {}).items()},
            tuple(AgreedValue.from_json(one) for one in stored.get("agreed", ())),
        )


NO_BASIS: Final = RatingBasis()


@dataclass(frozen=True, slots=True)
class PublishedFacts:
    """Index prices by the index's code, and the peaks of each system by its name, over the days of a run."""

    indices: Mapping[str, PublishedIndex] = field(default_factory=dict)
    system_peaks: Mapping[str, Sequence[Period]] = field(default_factory=dict)

    def indices_for(self, terms: PlanTerms) -> dict[str, IndexSeries]:
        """The prices that the plan asks for, for the unit of the metric that is priced by them.

        Raises UnableToRate when they are in another currency, or units do not fit.
        """
        found: dict[str, IndexSeries] = {}
        units: dict[str, str] = {}
        for charge in terms.charges:
            metric = next(iter(metrics_counted(charge.determinant)), None)
            for price in charge.prices.values():
                if not isinstance(price, IndexPrice) or metric is None or price.index not in self.indices:
                    continue
                unit = terms.metrics[metric].unit
                if units.setdefault(price.index, unit) != unit:
                    raise UnableToRate(
                        f"the plan prices {unit} and {units[price.index]} by {price.index}: use one unit"
                    )
                found[price.index] = self.indices[price.index].for_plan(price.index, unit, terms.currency)
        return found


NOTHING_PUBLISHED: Final = PublishedFacts()
