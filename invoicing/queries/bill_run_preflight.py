"""What stands in the way of a bill run before it is started: each cause with how many, and some examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from invoicing.drafting.billable_service import BillableService
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.refusals import Refusal, RefusalCode
from invoicing.models import Account, BillingCycle, BillRun, Subscription
from invoicing.queries.billable_services import load_billable_services
from metering.models import ReadingFinding
from metering.queries.channels import ChannelFacts, load_channels_of_service_points
from metering.usage.local_calendar import LocalCalendar

_EXAMPLES: Final = 3

# A day that is stored as NULL qualities has every reading; a byte of 0 marks one that is missing.
_INCOMPLETE: Final = """
SELECT wanted.channel_id
FROM unnest(%(channel_ids)s::int8[], %(from_dates)s::date[], %(to_dates)s::date[])
    AS wanted (channel_id, from_date, to_date)
LEFT JOIN metering_intervalday day ON day.channel_id = wanted.channel_id
    AND day.date >= wanted.from_date AND day.date < wanted.to_date
    AND (day.qualities IS NULL OR position('\\x00'::bytea IN day.qualities) = 0)
GROUP BY wanted.channel_id, wanted.from_date, wanted.to_date
HAVING count(day.date) < wanted.to_date - wanted.from_date
"""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that keeps accounts from being billed.

    `code` is that of a refusal; `accounts` how many it concerns; `examples` say it in words.
    """

    code: RefusalCode
    accounts: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preflight:
    """What a run of the cycle and period would meet now; `run` is the one there is already, if any.

    `supplied` of the cycle's accounts were supplied on a day of the period; `billable` of those meet no obstacle.
    """

    run: BillRun | None
    accounts: int
    supplied: int
    billable: int
    obstacles: tuple[Obstacle, ...]


def load_preflight(cycle: BillingCycle, period: DaySpan) -> Preflight:
    """Ask as the run would, but for what only rating finds out; the same few queries for any number of accounts."""
    run = BillRun.objects.filter(
        billing_cycle=cycle, account=None, from_date=period.from_date, to_date=period.to_date
    ).first()
    account_ids = list(Account.objects.filter(billing_cycle=cycle).values_list("pk", flat=True))
    supplied = _supplied(cycle, period)
    services, refusals = load_billable_services(account_ids, period)
    refusals = [*refusals, *_refused_by_readings(services)]
    refused = {refusal.account_id for refusal in refusals}
    return Preflight(run, len(account_ids), supplied, supplied - len(refused), _obstacles(refusals))


def _supplied(cycle: BillingCycle, period: DaySpan) -> int:
    subscriptions = Subscription.objects.filter(
        account__billing_cycle=cycle, start_date__lt=period.to_date
    ).exclude(end_date__lte=period.from_date)
    return subscriptions.values("account").distinct().count()


def _refused_by_readings(services: Sequence[BillableService]) -> list[Refusal]:
    by_place: defaultdict[tuple[int, str], list[BillableService]] = defaultdict(list)
    for service in services:
        for metric in service.version.metrics:
            by_place[service.service_point_id, metric].append(service)
    channels = [
        facts
        for facts in load_channels_of_service_points({point_id for point_id, _ in by_place})
        if (facts.service_point_id, facts.metric_code) in by_place
    ]
    read_by = {facts.channel_id: by_place[facts.service_point_id, facts.metric_code] for facts in channels}
    incomplete = _incomplete([(facts, *_days_of(read_by[facts.channel_id])) for facts in channels])
    refusals = []
    for facts in channels:
        if facts.channel_id in incomplete:
            refusals += [
                service.refused(
                    RefusalCode.MISSING_READINGS,
                    f"{facts.service_point_code}: {facts.code} lacks readings in {service.span}",
                )
                for service in read_by[facts.channel_id]
            ]
    measured = {(facts.service_point_id, facts.metric_code) for facts in channels}
    for (point_id, metric), readers in by_place.items():
        if (point_id, metric) not in measured:
            refusals += [
                service.refused(
                    RefusalCode.NO_READINGS,
                    f"{service.service_point_code}: the plan charges for {metric}, but no channel measures it",
                )
                for service in readers
            ]
    return [*refusals, *_stopped(channels, read_by)]


def _days_of(services: Iterable[BillableService]) -> tuple[date, date]:
    spans = [service.span for service in services]
    return min(span.from_date for span in spans), max(span.to_date for span in spans)


def _incomplete(wanted: Sequence[tuple[ChannelFacts, date, date]]) -> set[int]:
    """The channels with a day that has no readings, or not all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            _INCOMPLETE,
            {
                "channel_ids": [facts.channel_id for facts, _, _ in wanted],
                "from_dates": [from_date for _, from_date, _ in wanted],
                "to_dates": [to_date for _, _, to_date in wanted],
            },
        )
        return {channel_id for (channel_id,) in cursor.fetchall()}


def _stopped(channels: Sequence[ChannelFacts], read_by: dict[int, list[BillableService]]) -> list[Refusal]:
    """A refusal for each open finding that stops a bill and begins on one of its days."""
    by_id = {facts.channel_id: facts for facts in channels}
    findings = ReadingFinding.objects.filter(
        channel__in=by_id, severity=ReadingFinding.Severity.STOP, state=ReadingFinding.State.OPEN
    ).order_by("channel", "starts_at")
    refusals = []
    for finding in findings:
        facts = by_id[finding.channel_id]
        calendar = LocalCalendar(facts.zone_name)
        for service in read_by[finding.channel_id]:
            billed = calendar.span(service.span.from_date, service.span.to_date)
            if billed.start <= finding.starts_at < billed.end:
                reason = f"{facts.service_point_code} {facts.code}: {finding.explanation}"
                refusals.append(service.refused(RefusalCode.OPEN_FINDING, reason))
    return refusals


def _obstacles(refusals: Iterable[Refusal]) -> tuple[Obstacle, ...]:
    accounts: defaultdict[RefusalCode, set[int]] = defaultdict(set)
    reasons: defaultdict[RefusalCode, dict[str, None]] = defaultdict(dict)
    for refusal in refusals:
        accounts[refusal.code].add(refusal.account_id)
        reasons[refusal.code].setdefault(refusal.reason)
    return tuple(
        Obstacle(code, len(accounts[code]), tuple(reasons[code])[:_EXAMPLES])
        for code in RefusalCode
        if code in accounts
    )
