"""What is billed of a subscription in a run, and by which terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.rating_basis import NO_BASIS, RatingBasis
from invoicing.drafting.refusals import Refusal, RefusalCode
from pricing.rating import PlanTerms, RatedLine
from pricing.rating.carried import State
from pricing.rating.needs import Needs, needs_of


@dataclass(frozen=True)
class VersionTerms:
    """A published plan version: its id, its terms, and what a bill run asks of them.

    `agreement` tells versions apart whose terms have values agreed with a customer (empty without any).
    """

    version_id: int
    terms: PlanTerms
    agreement: str = ""

    @cached_property
    def needs(self) -> Needs:
        """What is to be loaded to rate by it."""
        return needs_of(self.terms)

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics whose intervals its charges count, each once."""
        return self.needs.metrics

    @cached_property
    def charge_groups(self) -> tuple[str, ...]:
        """The charge groups that a billed period claims, each once."""
        return tuple(dict.fromkeys(charge.group for charge in self.terms.charges))


@dataclass(frozen=True, slots=True)
class BillableService:
    """The days of one subscription that a run bills, and on what basis; `language` is that of the account."""

    subscription_id: int
    account_id: int
    service_point_id: int
    service_point_code: str
    zone_name: str
    span: DaySpan
    version: VersionTerms
    language: str = "en"
    basis: RatingBasis = NO_BASIS

    def refused(self, code: RefusalCode, reason: str) -> Refusal:
        """A refusal of its account."""
        return Refusal(self.account_id, code, reason)


@dataclass(frozen=True, slots=True)
class RatedService:
    """A service and its rated lines, without taxes (those are per invoice).

    `carried` is what the bill leaves to the next one, by code of charge or adjustment.
    """

    service: BillableService
    lines: Sequence[RatedLine]
    carried: Mapping[str, State] = field(default_factory=dict)
