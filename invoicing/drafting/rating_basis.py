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
from pricing.rating.index_series import IndexSeries


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

    indices: Mapping[str, IndexSeries] = field(default_factory=dict)
    system_peaks: Mapping[str, Sequence[Period]] = field(default_factory=dict)


NOTHING_PUBLISHED: Final = PublishedFacts()
