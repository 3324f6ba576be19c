"""What the terms of a plan ask for, so that whoever rates by them knows what to load."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pricing.rating.determinant_facts import metrics_counted
from pricing.rating.determinant_terms import (
    BilledDemand,
    CoincidentPeak,
    Contracted,
    Determinant,
    EachEvent,
    EventTotal,
    ExcessDemand,
    RecurringUnits,
    TimeWeighted,
)
from pricing.rating.plan_terms import PlanTerms
from pricing.rating.price_terms import IndexPrice


@dataclass(frozen=True, slots=True)
class Needs:
    """Each name once, in the plan's order.

    `metrics` are read by interval, `event_metrics` event by event; `contract_values` are of each contract,
    `indices` and `system_peaks` the same for everybody.
    """

    metrics: tuple[str, ...]
    event_metrics: tuple[str, ...]
    contract_values: tuple[str, ...]
    indices: tuple[str, ...]
    system_peaks: tuple[str, ...]


def needs_of(terms: PlanTerms) -> Needs:
    """All that the charges count and are priced by, the demands of their tiers too."""
    determinants = [
        one for charge in terms.charges for one in (charge.determinant, charge.demand) if one is not None
    ]
    prices = [price for charge in terms.charges for price in charge.prices.values()]
    return Needs(
        metrics=_once(
            metric for one in determinants if not counts_events(one) for metric in metrics_counted(one)
        ),
        event_metrics=_once(
            metric for one in determinants if counts_events(one) for metric in metrics_counted(one)
        ),
        contract_values=_once(name for one in determinants for name in _contract_values(one)),
        indices=_once(price.index for price in prices if isinstance(price, IndexPrice)),
        system_peaks=_once(one.peaks for one in determinants if isinstance(one, CoincidentPeak)),
    )


def counts_events(determinant: Determinant) -> bool:
    """Whether the determinant reads events rather than intervals."""
    return isinstance(determinant, EventTotal | TimeWeighted | RecurringUnits | EachEvent)


def _contract_values(determinant: Determinant) -> tuple[str, ...]:
    match determinant:
        case Contracted(name=name):
            return (name,)
        case BilledDemand(contract=str(name)) | ExcessDemand(over_contract=str(name)):
            return (name,)
        case _:
            return ()


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
