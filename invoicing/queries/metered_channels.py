"""The readings that a batch of services is billed by, and what stands against billing by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from invoicing.drafting.billable_service import BillableService
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.rating_basis import NOTHING_PUBLISHED, PublishedFacts
from invoicing.drafting.refusals import Refusal, RefusalCode
from invoicing.drafting.service_groups import EventsOf, MeteredChannel
from metering.models import Metric, ReadingFinding
from metering.queries.channels import ChannelFacts, load_channels_of_service_points
from metering.queries.usage import load_usage
from metering.queries.usage_events import load_usage_events
from metering.usage.day_blocks import StepMismatch
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.usage_matrix import UsageMatrix
from pricing.queries.published_prices import load_index_series, load_system_peaks
from pricing.rating import UsageEvent


class _Shape(NamedTuple):
    """What channels must share to be loaded as one matrix."""

    zone_name: str
    step_minutes: int
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class MeteredChannels:
    """Channels with their readings, by service point and metric; `unreadable` says why a channel has none.

    `events` are those of metrics that are counted event by event; `facts` what is published for everybody.
    """

    channels: Mapping[tuple[int, str], Sequence[MeteredChannel]]
    unreadable: Mapping[tuple[int, str], str] = field(default_factory=dict)
    events: EventsOf = field(default_factory=dict)
    facts: PublishedFacts = NOTHING_PUBLISHED


def load_metered_channels(
    services: Sequence[BillableService], run: DaySpan, as_of: datetime
) -> MeteredChannels:
    """The channels that the services' plans charge for, with the readings received up to `as_of`.

    Readings are of all days of the run. One query for the channels and two for each zone, step and unit that
    occurs, however many services; up to four more where plans ask for events, index prices or system peaks.
    """
    wanted = {
        (service.service_point_id, metric) for service in services for metric in service.version.metrics
    }
    by_event = {
        (service.service_point_id, metric): service.version.terms.metrics[metric].unit
        for service in services
        for metric in service.version.needs.event_metrics
    }
    by_shape: defaultdict[_Shape, list[ChannelFacts]] = defaultdict(list)
    channels = load_channels_of_service_points({point_id for point_id, _ in wanted | by_event.keys()})
    for facts in channels:
        if (facts.service_point_id, facts.metric_code) in wanted:
            shape = _Shape(facts.zone_name, facts.step_minutes, facts.unit, facts.decimals)
            by_shape[shape].append(facts)
    found: defaultdict[tuple[int, str], list[MeteredChannel]] = defaultdict(list)
    unreadable: dict[tuple[int, str], str] = {}
    for shape, channels in by_shape.items():
        readable, problems = _loaded(shape, channels, run, as_of)
        unreadable |= problems
        for facts, channel in readable:
            found[facts.service_point_id, facts.metric_code].append(channel)
    for same_metric in found.values():
        same_metric.sort(key=lambda channel: channel.code)
    events, strange = _events(by_event, channels, run, as_of)
    return MeteredChannels(found, unreadable | strange, events, _published(services, run, as_of))


def _events(
    wanted: Mapping[tuple[int, str], str], channels: Sequence[ChannelFacts], run: DaySpan, as_of: datetime
) -> tuple[EventsOf, dict[tuple[int, str], str]]:
    """The events of the metrics, each with the unit that plans price it in, and why some have none."""
    if not wanted:
        return {}, {}
    strange = {key: f"has no channel that measures {key[1]}" for key in wanted}
    counted = []
    for facts in channels:
        key = facts.service_point_id, facts.metric_code
        if key in wanted and facts.unit.lower() != wanted[key].lower():
            strange[key] = f"{facts.code}: events are in {facts.unit}, but the plan prices {wanted[key]}"
        elif key in wanted:
            strange.pop(key, None)
            counted.append((key, facts))
    events: dict[tuple[int, str], list[UsageEvent]] = {}
    period = _whole_run({facts.zone_name for _, facts in counted}, run)
    if period is not None:
        read = load_usage_events([facts.channel_id for _, facts in counted], period, as_of)
        for key, facts in counted:
            events.setdefault(key, []).extend(
                UsageEvent(one.at, one.quantity, one.properties, f"{facts.channel_id} {one.key}")
                for one in read.get(facts.channel_id, ())
            )
    return events, strange


def _whole_run(zone_names: Collection[str], run: DaySpan) -> Period | None:
    """The days of the run in all of the zones together."""
    spans = [LocalCalendar(zone).span(run.from_date, run.to_date) for zone in zone_names]
    if not spans:
        return None
    return Period(min(span.start for span in spans), max(span.end for span in spans))


def _published(services: Iterable[BillableService], run: DaySpan, as_of: datetime) -> PublishedFacts:
    """What the services' plans are priced by that is the same for all, over the days of the run."""
    asking = [one for one in services if one.version.needs.indices or one.version.needs.system_peaks]
    period = _whole_run({one.zone_name for one in asking}, run)
    if period is None:
        return NOTHING_PUBLISHED
    indices = {code for one in asking for code in one.version.needs.indices}
    peaks = {name for one in asking for name in one.version.needs.system_peaks}
    return PublishedFacts(
        load_index_series(indices, period, as_of) if indices else {},
        load_system_peaks(peaks, period, as_of) if peaks else {},
    )


def _loaded(
    shape: _Shape, channels: Sequence[ChannelFacts], run: DaySpan, as_of: datetime
) -> tuple[list[tuple[ChannelFacts, MeteredChannel]], dict[tuple[int, str], str]]:
    """The channels with their readings, and why those of some cannot be used."""
    problems: dict[tuple[int, str], str] = {}
    readable = list(channels)
    while readable:
        try:
            matrix = load_usage(
                channel_ids=[facts.channel_id for facts in readable],
                from_date=run.from_date,
                to_date=run.to_date,
                as_of=as_of,
                **shape._asdict(),
            )
        except StepMismatch as error:
            strangers = set(error.channel_ids)
            reason = f"the stored readings are not {shape.step_minutes}-minute readings of the local day"
        except ValueError as error:  # the step does not fill the days of such a zone
            strangers = {facts.channel_id for facts in readable}
            reason = str(error)
        else:
            return [(facts, _metered(facts, matrix, row)) for row, facts in enumerate(readable)], problems
        for facts in readable:
            if facts.channel_id in strangers:
                problems[facts.service_point_id, facts.metric_code] = f"{facts.code}: {reason}"
        readable = [facts for facts in readable if facts.channel_id not in strangers]
    return [], problems


def _metered(facts: ChannelFacts, matrix: UsageMatrix, row: int) -> MeteredChannel:
    additive = facts.aggregation == Metric.Aggregation.SUM
    return MeteredChannel(facts.channel_id, facts.code, facts.metric_code, additive, matrix, row)


def load_stopping_findings(services: Sequence[BillableService], channels: MeteredChannels) -> list[Refusal]:
    """A refusal for each open finding that stops a bill on the billed days of a service; one query."""
    read_by: defaultdict[int, list[tuple[BillableService, MeteredChannel]]] = defaultdict(list)
    for service in services:
        for metric in service.version.metrics:
            for channel in channels.channels.get((service.service_point_id, metric), ()):
                read_by[channel.channel_id].append((service, channel))
    findings = ReadingFinding.objects.filter(
        channel__in=read_by, severity=ReadingFinding.Severity.STOP, state=ReadingFinding.State.OPEN
    ).order_by("channel", "starts_at", "pk")
    refusals = []
    for finding in findings:
        for service, channel in read_by[finding.channel_id]:
            if _touches(finding, channel, service):
                reason = f"{service.service_point_code} {channel.code}: {finding.explanation}"
                refusals.append(service.refused(RefusalCode.OPEN_FINDING, reason))
    return refusals


def _touches(finding: ReadingFinding, channel: MeteredChannel, service: BillableService) -> bool:
    calendar = LocalCalendar(service.zone_name)
    billed = calendar.span(service.span.from_date, service.span.to_date)
    length = timedelta(minutes=channel.matrix.grid.step_minutes) * max(finding.interval_count, 1)
    return Period(finding.starts_at, finding.starts_at + length).overlap(billed) is not None
