"""What is billed of a subscription in a run, and by which terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.refusals import Refusal, RefusalCode
from pricing.rating import PlanTerms, RatedLine


@dataclass(frozen=True)
class VersionTerms:
    """A published plan version: its id, its terms, and what a bill run asks of them."""

    version_id: int
    terms: PlanTerms

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that its charges count, each once."""
        counted = [getattr(charge.determinant, "metric", None) for charge in self.terms.charges]
        return tuple(dict.fromkeys(metric for metric in counted if metric is not None))

    @cached_property
    def charge_groups(self) -> tuple[str, ...]:
        """The charge groups that a billed period claims, each once."""
        return tuple(dict.fromkeys(charge.group for charge in self.terms.charges))


@dataclass(frozen=True, slots=True)
class BillableService:
    """The days of one subscription that a run bills; `language` is that of the account."""

    subscription_id: int
    account_id: int
    service_point_id: int
    service_point_code: str
    zone_name: str
    span: DaySpan
    version: VersionTerms
    language: str = "en"

    def refused(self, code: RefusalCode, reason: str) -> Refusal:
        """A refusal of its account."""
        return Refusal(self.account_id, code, reason)


@dataclass(frozen=True, slots=True)
class RatedService:
    """A service and its rated lines, without taxes (those are per invoice)."""

    service: BillableService
    lines: Sequence[RatedLine]
