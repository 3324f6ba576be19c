"""What a bill run has to bill of a range of accounts: subscriptions with the plan version of their days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import F, Q

from invoicing.drafting.billable_service import BillableService, VersionTerms
from invoicing.drafting.billing_periods import DaySpan, billed_span
from invoicing.drafting.refusals import Refusal, RefusalCode
from invoicing.models import BilledPeriod, Subscription
from invoicing.queries.rating_bases import load_rating_bases
from metering.usage.local_calendar import LocalCalendar, UnknownTimeZone
from pricing.queries.plan_terms import EffectiveVersion, load_plan_terms, load_versions_effective

_ANY: Final = Q()


@dataclass(frozen=True, slots=True)
class _Subscribed:
    """A subscription as stored, with the days of it that the run bills."""

    subscription_id: int
    account_id: int
    currency: str
    language: str
    service_point_id: int
    service_point_code: str
    zone_name: str
    plan_id: int
    plan_code: str
    span: DaySpan

    def refused(self, code: RefusalCode, reason: str) -> Refusal:
        return Refusal(self.account_id, code, reason)


def load_billable_services(
    account_ids: Collection[int], run: DaySpan, *, only: Q = _ANY, even_if_billed: bool = False
) -> tuple[list[BillableService], list[Refusal]]:
    """The accounts' services on the days of the run, by account, and why others cannot be billed.

    An account that is not supplied on any of the days has neither. Four queries and those of `load_rating_bases`,
    however many accounts. To rate what is billed already once more: `even_if_billed`, and subscriptions `only`
    of that condition.
    """
    subscribed = _subscribed(account_ids, run, only)
    ids = [] if even_if_billed else [one.subscription_id for one in subscribed]
    billed = _billed_spans(ids, run)
    effective = load_versions_effective({one.plan_id for one in subscribed}, run.from_date, run.to_date)
    version_ids = {version.version_id for versions in effective.values() for version in versions}
    versions = {pk: VersionTerms(pk, terms) for pk, terms in load_plan_terms(version_ids).items()}
    services: list[BillableService] = []
    refusals: list[Refusal] = []
    for one in subscribed:
        found = (
            _already_billed(one, billed)
            or _unknown_zone(one)
            or _version_in_force(one, effective[one.plan_id], versions)
        )
        if isinstance(found, VersionTerms):
            services.append(_service(one, found))
        else:
            refusals.append(found)
    based, further = load_rating_bases(services)
    return based, [*refusals, *further]


def _subscribed(account_ids: Collection[int], run: DaySpan, only: Q) -> list[_Subscribed]:
    rows = (
        Subscription.objects.filter(
            only,
            Q(end_date=None) | Q(end_date__gt=run.from_date),
            account__in=account_ids,
            start_date__lt=run.to_date,
        )
        .order_by("account", "pk")
        .values_list(
            F("pk"),
            "account_id",
            "account__currency",
            "account__language",
            "service_point_id",
            "service_point__code",
            "service_point__site__zone_name",
            "plan_id",
            "plan__code",
            "start_date",
            "end_date",
        )
    )
    subscribed = []
    for (
        pk,
        account_id,
        currency,
        language,
        point_id,
        point,
        zone,
        plan_id,
        plan,
        start_date,
        end_date,
    ) in rows:
        span = billed_span(start_date, end_date, run)
        if span is not None:
            subscribed.append(
                _Subscribed(pk, account_id, currency, language, point_id, point, zone, plan_id, plan, span)
            )
    return subscribed


def _billed_spans(subscription_ids: Collection[int], run: DaySpan) -> Mapping[int, list[tuple[DaySpan, str]]]:
    """The days of each subscription that an invoice claims, and what that invoice is."""
    billed: defaultdict[int, list[tuple[DaySpan, str]]] = defaultdict(list)
    rows = (
        BilledPeriod.objects.filter(
            subscription__in=subscription_ids,
            released_at=None,
            from_date__lt=run.to_date,
            to_date__gt=run.from_date,
        )
        .order_by("from_date", "pk")
        .values_list("subscription_id", "from_date", "to_date", "invoice__number", "invoice_id")
    )
    for subscription_id, from_date, to_date, number, invoice_id in rows:
        name = f"invoice {number}" if number else f"draft {invoice_id}"
        billed[subscription_id].append((DaySpan(from_date, to_date), name))
    return billed


def _already_billed(one: _Subscribed, billed: Mapping[int, Sequence[tuple[DaySpan, str]]]) -> Refusal | None:
    for span, invoice in billed.get(one.subscription_id, ()):
        if span.overlap(one.span):
            return one.refused(
                RefusalCode.ALREADY_BILLED, f"{one.service_point_code}: {span} is on {invoice} already"
            )
    return None


def _unknown_zone(one: _Subscribed) -> Refusal | None:
    try:
        LocalCalendar(one.zone_name)
    except UnknownTimeZone as error:
        return one.refused(
            RefusalCode.UNABLE_TO_RATE, f"{one.service_point_code}: {error}; correct it at the site"
        )
    return None


def _version_in_force(
    one: _Subscribed, effective: Sequence[EffectiveVersion], versions: Mapping[int, VersionTerms]
) -> VersionTerms | Refusal:
    """The one version that applies on all billed days, in the account's currency."""
    in_force = [version for version in effective if _days_of(version).overlap(one.span)]
    if not in_force or in_force[0].from_date > one.span.from_date:
        until = f" before {in_force[0].from_date}" if in_force else ""
        return one.refused(
            RefusalCode.NO_PLAN_VERSION,
            f"plan {one.plan_code} has no published version in force from {one.span.from_date}{until}",
        )
    if len(in_force) > 1:
        changes = ", ".join(f"version {later.number} from {later.from_date}" for later in in_force[1:])
        return one.refused(
            RefusalCode.PLAN_CHANGE_IN_PERIOD,
            f"plan {one.plan_code} changes inside {one.span}: {changes}; bill up to the change first",
        )
    version = versions[in_force[0].version_id]
    if version.terms.currency != one.currency:
        return one.refused(
            RefusalCode.CURRENCY,
            f"plan {one.plan_code} is in {version.terms.currency}, but the account in {one.currency}",
        )
    return version


def _days_of(version: EffectiveVersion) -> DaySpan:
    return DaySpan(version.from_date, version.to_date or date.max)


def _service(one: _Subscribed, version: VersionTerms) -> BillableService:
    return BillableService(
        one.subscription_id,
        one.account_id,
        one.service_point_id,
        one.service_point_code,
        one.zone_name,
        one.span,
        version,
        one.language,
    )
