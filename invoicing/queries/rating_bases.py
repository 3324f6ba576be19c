"""What services are rated with besides readings and plans: carried states, the contract's values, agreed terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Model, Q

from invoicing.drafting.billable_service import BillableService, VersionTerms
from invoicing.drafting.days_in_force import ChangesInside, DatedValue, in_force
from invoicing.drafting.rating_basis import RatingBasis
from invoicing.drafting.refusals import Refusal, RefusalCode
from invoicing.models import ContractValue, NegotiatedTerm
from invoicing.queries.carried_states import load_carried_states
from pricing.plan_documents.overriding import AgreedValue, UnableToOverride, agreement_hash
from pricing.queries.agreed_terms import AgreedVersion, load_agreed_terms

_Agreed = tuple[AgreedValue, ...]


def load_rating_bases(
    services: Sequence[BillableService], *, with_agreed: bool = True
) -> tuple[list[BillableService], list[Refusal]]:
    """The services with their bases, and by the terms agreed with the customer; and those that have none.

    A value or term that changes inside the billed days stands against billing them in one, as a new plan version
    does. Without `with_agreed` the plan's own terms hold. Two queries; one more where a plan counts a contract's values, another where terms are agreed.
    """
    carried = load_carried_states({one.subscription_id: one.span.from_date for one in services})
    values = _dated(ContractValue, "name", [one for one in services if one.version.needs.contract_values])
    terms = _dated(NegotiatedTerm, "pointer", services if with_agreed else ())
    found: list[BillableService] = []
    refusals: list[Refusal] = []
    for one in services:
        try:
            needed = one.version.needs.contract_values
            contracted = in_force((v for v in values[one.subscription_id] if v.name in needed), one.span)
            agreed = in_force(terms[one.subscription_id], one.span)
        except ChangesInside as change:
            refusals.append(_changes(one, change))
            continue
        basis = RatingBasis(
            contracted=contracted,
            agreed=tuple(AgreedValue(pointer, value) for pointer, value in sorted(agreed.items())),
        )
        if one.subscription_id in carried:
            basis = replace(basis, carried=carried[one.subscription_id])
        found.append(replace(one, basis=basis))
    return _agreed(found, refusals)


def _dated(
    model: type[Model], name: str, services: Sequence[BillableService]
) -> Mapping[int, list[DatedValue]]:
    """By subscription, the stored values that hold on a day that is billed of any of the services."""
    dated: defaultdict[int, list[DatedValue]] = defaultdict(list)
    if services:
        rows = (
            model._default_manager.filter(
                Q(to_date=None) | Q(to_date__gt=min(one.span.from_date for one in services)),
                subscription__in={one.subscription_id for one in services},
                from_date__lt=max(one.span.to_date for one in services),
            )
            .order_by("subscription", name, "from_date")
            .values_list("subscription_id", name, "value", "from_date", "to_date")
        )
        for subscription_id, *row in rows:
            dated[subscription_id].append(DatedValue(*row))
    return dated


def _changes(one: BillableService, change: ChangesInside) -> Refusal:
    return one.refused(
        RefusalCode.PLAN_CHANGE_IN_PERIOD,
        f"{one.service_point_code}: what the contract says of {change.name} changes on {change.day}, inside"
        f" {one.span}; bill up to the change first",
    )


def _agreed(
    services: Sequence[BillableService], refusals: list[Refusal]
) -> tuple[list[BillableService], list[Refusal]]:
    """The services by the terms that are agreed with their customers."""
    wanted = [AgreedVersion(one.version.version_id, one.basis.agreed) for one in services if one.basis.agreed]
    terms = load_agreed_terms(wanted) if wanted else {}
    found: list[BillableService] = []
    for one in services:
        if not one.basis.agreed:
            found.append(one)
            continue
        own: Any = terms[AgreedVersion(one.version.version_id, one.basis.agreed).key]
        if isinstance(own, UnableToOverride):
            refusals.append(
                one.refused(
                    RefusalCode.UNABLE_TO_RATE,
                    f"{one.service_point_code}: {own}; correct the negotiated term of the subscription",
                )
            )
            continue
        version = VersionTerms(one.version.version_id, own.terms, agreement_hash(one.basis.agreed))
        basis = replace(one.basis, agreed=own.with_standards(one.basis.agreed))
        found.append(replace(one, version=version, basis=basis))
    return found, refusals
