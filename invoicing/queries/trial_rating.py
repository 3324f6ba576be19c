"""Months of accounts rated by the plans they have and by other versions, as a bill run would: from one load.

Usage of all months is loaded once for a set of accounts, and both sides are rated from the same matrices.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Final

from django.db.models import Q

from invoicing.drafting.billable_service import BillableService, RatedService, VersionTerms
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.channel_usage import columns_of
from invoicing.drafting.group_rating import rate_groups
from invoicing.drafting.rating_basis import NO_BASIS
from invoicing.drafting.refusals import Refusal, RefusalCode
from invoicing.drafting.service_groups import group_services
from invoicing.models import Subscription
from invoicing.queries.billable_services import load_billable_services
from invoicing.queries.metered_channels import (
    MeteredChannels,
    load_metered_channels,
    load_stopping_findings,
)
from invoicing.queries.rating_bases import load_rating_bases
from invoicing.queries.rating_requests import unbillable
from invoicing.queries.trial_accounts import supplied_in
from invoicing.trials.tried_month import (
    EffectTally,
    Segment,
    TriedMonth,
    concerned,
    counts_alike,
    tried_month,
)
from metering.usage.local_calendar import LocalCalendar
from pricing.queries.plan_terms import load_plan_terms, load_versions_effective
from pricing.rating.carried import Carried

_ANY: Final = Q()
_Left = dict[int, Carried]
"""By subscription, what its month before left to the next."""


@dataclass(frozen=True, slots=True)
class SuppliedMonth:
    """What is supplied in a month, by the terms that are compared with; and why some cannot be rated."""

    month: DaySpan
    services: list[BillableService]
    refusals: list[Refusal]


def load_effect_tallies(
    account_ids: Collection[int],
    months: Sequence[DaySpan],
    as_of: datetime,
    tried: Sequence[VersionTerms],
    *,
    only: Q = _ANY,
    baseline: VersionTerms | None = None,
) -> tuple[EffectTally, ...]:
    """The accounts' months added up, a tally for each tried version; arguments as of `load_tried_months`."""
    tallies: tuple[EffectTally, ...] = ()
    for place, (segments, _, of_versions) in enumerate(
        load_tried_months(account_ids, months, as_of, tried, only=only, baseline=baseline)
    ):
        tallies = tallies or tuple(EffectTally(tuple(account_ids), len(months), segments) for _ in tried)
        for tally, version, month in zip(tallies, tried, of_versions, strict=True):
            tally.add(place, month, version.terms.currency)
    return tallies


def load_tried_months(
    account_ids: Collection[int],
    months: Sequence[DaySpan],
    as_of: datetime,
    tried: Sequence[VersionTerms],
    *,
    only: Q = _ANY,
    baseline: VersionTerms | None = None,
) -> Iterator[tuple[dict[int, Segment], DaySpan, tuple[TriedMonth, ...]]]:
    """Month by month in order: by subscription its segment, the month, and it by each of the tried versions.

    Subscriptions `only` of the condition are rated, by the plan version that was in force then or, if there is
    one, by `baseline`; readings are those received up to `as_of`. An account of which a service cannot be
    rated is refused for that month, on both sides. A service that a tried version is nothing to is on neither.
    The number of queries depends on the months and on the zones, steps and units that occur, not on the accounts.
    """
    only &= _of_like_plans(account_ids, months, only, tried)
    return rate_supplied([_supplied(account_ids, month, only, baseline) for month in months], tried, as_of)


def rate_supplied(
    supplied: Sequence[SuppliedMonth], tried: Sequence[VersionTerms], as_of: datetime
) -> Iterator[tuple[dict[int, Segment], DaySpan, tuple[TriedMonth, ...]]]:
    """As `load_tried_months`, of services that are known; the months are neighbours, in order."""
    wanted = [
        service if version is None else replace(service, version=version)
        for each in supplied
        for service in each.services
        for version in (None, *(version for version in tried if concerned(service, version)))
    ]
    whole = DaySpan(supplied[0].month.from_date, supplied[-1].month.to_date)
    channels = load_metered_channels(wanted, whole, as_of)
    segments = _segments({service.subscription_id for service in wanted})
    left: list[_Left] = [{} for _ in (None, *tried)]
    for each in supplied:
        yield segments, each.month, _tried(each, tried, channels, left)


def _of_like_plans(
    account_ids: Collection[int], months: Sequence[DaySpan], only: Q, tried: Sequence[VersionTerms]
) -> Q:
    """Of subscriptions: on a plan that counts something a tried version counts too; three queries.

    What stands against rating another commodity of an account is nothing to the trial. A plan without any
    version in force is among them, so that it is said.
    """
    whole = DaySpan(months[0].from_date, months[-1].to_date)
    plan_ids = set(
        Subscription.objects.filter(only, supplied_in(whole), account__in=account_ids)
        .order_by()
        .values_list("plan", flat=True)
        .distinct()
    )
    effective = load_versions_effective(plan_ids, whole.from_date, whole.to_date)
    terms = load_plan_terms({one.version_id for versions in effective.values() for one in versions})
    like = [
        plan_id
        for plan_id, versions in effective.items()
        if not versions
        or any(
            counts_alike(VersionTerms(one.version_id, terms[one.version_id]), version)
            for one in versions
            for version in tried
        )
    ]
    return Q(plan__in=like)


def _supplied(
    account_ids: Collection[int], month: DaySpan, only: Q, baseline: VersionTerms | None
) -> SuppliedMonth:
    services, refusals = load_billable_services(account_ids, month, only=only, even_if_billed=True)
    if baseline is not None:
        services, more = _on([service for service in services if concerned(service, baseline)], baseline)
        refusals = [*refusals, *more]
    return SuppliedMonth(month, services, refusals)


def _on(
    services: Sequence[BillableService], version: VersionTerms
) -> tuple[list[BillableService], list[Refusal]]:
    """The services by another version, with what the contract says of what it counts; and those without that.

    Terms negotiated with a customer hold for versions of the same plan, not for another plan.
    """
    by_version = [replace(service, version=version, basis=NO_BASIS) for service in services]
    same = [
        one
        for one, service in zip(by_version, services, strict=True)
        if service.version.terms.code == version.terms.code
    ]
    others = [one for one in by_version if one not in same]
    based, refusals = load_rating_bases(same)
    more, further = load_rating_bases(others, with_agreed=False)
    return [*based, *more], [*refusals, *further]


def _tried(
    supplied: SuppliedMonth,
    tried: Sequence[VersionTerms],
    channels: MeteredChannels,
    left: Sequence[_Left],
) -> tuple[TriedMonth, ...]:
    """The month by each version. `left` has what the months before left on the old side and on each new one."""
    of_versions = [
        [service for service in supplied.services if concerned(service, version)] for version in tried
    ]
    looked_at = {
        (service.subscription_id, service.span): service for service in chain.from_iterable(of_versions)
    }
    old, old_refusals = _rated(list(looked_at.values()), channels, supplied.month, left[0])
    months = []
    for version, services, new_left in zip(tried, of_versions, left[1:], strict=True):
        subscription_ids = {service.subscription_id for service in services}
        based, without = _on(services, version)
        new, new_refusals = _rated(based, channels, supplied.month, new_left)
        new_refusals += without
        own = {service.account_id for service in services}
        refusals = [refusal for refusal in old_refusals if refusal.account_id in own]
        refusals += supplied.refusals + new_refusals
        currencies = _of_other_currency(supplied.services, version)
        idle = {service.account_id for service in supplied.services} - own
        months.append(
            tried_month(
                [rated for rated in old if rated.service.subscription_id in subscription_ids],
                new,
                [*refusals, *(refusal for refusal in currencies if refusal.account_id in idle)],
                _usage(services, version, channels),
                sorted(idle - {refusal.account_id for refusal in currencies}),
            )
        )
    return tuple(months)


def _rated(
    services: Sequence[BillableService], channels: MeteredChannels, month: DaySpan, left: _Left
) -> tuple[list[RatedService], list[Refusal]]:
    """The month begins with what the month before left, not with what a bill did; and leaves its own."""
    refusals = load_stopping_findings(services, channels)
    complete = []
    for service in services:
        found = unbillable(service, channels)
        refusals += found
        if not found:
            carried = left.get(service.subscription_id, service.basis.carried)
            complete.append(replace(service, basis=replace(service.basis, carried=carried)))
    groups = group_services(complete, channels.channels, month, channels.events, channels.facts)
    rated, unratable = rate_groups(groups)
    left |= {one.service.subscription_id: Carried(one.carried) for one in rated}
    return rated, [*refusals, *unratable]


def _of_other_currency(services: Sequence[BillableService], version: VersionTerms) -> list[Refusal]:
    currency = version.terms.currency
    return [
        service.refused(
            RefusalCode.CURRENCY,
            f"the version is in {currency}, but the account in {service.version.terms.currency}",
        )
        for service in services
        if service.version.terms.currency != currency
    ]


def _usage(
    services: Sequence[BillableService], version: VersionTerms, channels: MeteredChannels
) -> dict[int, Decimal]:
    """By account, what was used of the version's first metric, in the metric's unit."""
    used: dict[int, Decimal] = {}
    for service in services if version.metrics else ():
        period = LocalCalendar(service.zone_name).span(service.span.from_date, service.span.to_date)
        for channel in channels.channels.get((service.service_point_id, version.metrics[0]), ()):
            columns = columns_of(channel.matrix.grid, period)
            whole = int(channel.matrix.quantities[channel.row, columns].sum())
            quantity = Decimal(whole).scaleb(-channel.matrix.decimals)
            used[service.account_id] = used.get(service.account_id, Decimal(0)) + quantity
    return used


def _segments(subscription_ids: Collection[int]) -> dict[int, Segment]:
    rows = Subscription.objects.filter(pk__in=subscription_ids).values_list(
        "pk", "plan_id", "service_point__utility_id"
    )
    return {pk: (plan_id, utility_id) for pk, plan_id, utility_id in rows}
