"""Services that are rated in one call: those that share plan version, zone, days and shape of metering."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from invoicing.drafting.billable_service import BillableService
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.channel_usage import ChannelRows, added
from invoicing.drafting.rating_basis import NOTHING_PUBLISHED, PublishedFacts
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import RatingBatch, UsageEvent


@dataclass(frozen=True, slots=True)
class MeteredChannel:
    """A channel with its readings over all days of the run: row `row` of `matrix`.

    `metric_is_additive` tells whether several such channels may be added up.
    """

    channel_id: int
    code: str
    metric_code: str
    metric_is_additive: bool
    matrix: UsageMatrix
    row: int


ChannelsOf = Mapping[tuple[int, str], Sequence[MeteredChannel]]
"""The channels of a service point (its id) that measure a metric (its code)."""
EventsOf = Mapping[tuple[int, str], Sequence[UsageEvent]]
"""The events of a metric (its code) at a service point (its id), over all days of the run."""
_NO_EVENTS: EventsOf = {}


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """Services that the engine rates together.

    `metered` has for each metric of the plan the channels that are added up: as many ChannelRows as every
    service of the group has channels, each with one row per service. `events` are of each service in order.
    """

    services: tuple[BillableService, ...]
    run: DaySpan
    metered: Mapping[str, tuple[ChannelRows, ...]]
    events: Mapping[str, tuple[Sequence[UsageEvent], ...]] = field(default_factory=dict)
    facts: PublishedFacts = NOTHING_PUBLISHED

    def rating_batch(self) -> RatingBatch:
        """What the engine is asked. Raises UnableToRate when channels cannot be put together."""
        first = self.services[0]
        terms, calendar = first.version.terms, LocalCalendar(first.zone_name)
        period = calendar.span(first.span.from_date, first.span.to_date)
        return RatingBatch(
            terms=terms,
            zone_name=first.zone_name,
            period=period,
            full_period=calendar.span(self.run.from_date, self.run.to_date),
            size=len(self.services),
            usage={
                metric: added([rows.within(period) for rows in channels], terms.metrics[metric].unit)
                for metric, channels in self.metered.items()
            },
            events={
                metric: [events_within(of_service, period) for of_service in each]
                for metric, each in self.events.items()
            },
            contracted=self._contracted(),
            carried=[service.basis.carried for service in self.services],
            indices=self.facts.indices_for(terms),
            system_peaks=self.facts.system_peaks,
        )

    def _contracted(self) -> dict[str, list[Decimal | None]]:
        return {
            name: [service.basis.contracted.get(name) for service in self.services]
            for name in self.services[0].version.needs.contract_values
        }

    def one_by_one(self) -> list[ServiceGroup]:
        """Each service as a group of its own."""
        return [
            replace(
                self,
                services=(service,),
                metered={
                    metric: tuple(ChannelRows(part.matrix, part.rows[index : index + 1]) for part in channels)
                    for metric, channels in self.metered.items()
                },
                events={metric: (each[index],) for metric, each in self.events.items()},
            )
            for index, service in enumerate(self.services)
        ]


def events_within(events: Sequence[UsageEvent], period: Period) -> list[UsageEvent]:
    """Those of the period."""
    return [event for event in events if period.contains(event.at)]


def group_services(
    services: Iterable[BillableService],
    channels_of: ChannelsOf,
    run: DaySpan,
    events_of: EventsOf = _NO_EVENTS,
    facts: PublishedFacts = NOTHING_PUBLISHED,
) -> list[ServiceGroup]:
    """The services in groups; every metric that a service's plan charges for by interval has channels."""
    alike: dict[tuple[object, ...], list[BillableService]] = defaultdict(list)
    for service in services:
        # The matrix tells step, unit and decimals of a channel.
        layout = tuple(
            tuple(id(channel.matrix) for channel in channels_of[service.service_point_id, metric])
            for metric in service.version.metrics
        )
        version = service.version.version_id, service.version.agreement
        alike[version, service.zone_name, service.span, layout].append(service)
    return [
        replace(_group(tuple(members), channels_of, run), events=_events(members, events_of), facts=facts)
        for members in alike.values()
    ]


def _events(
    services: Sequence[BillableService], events_of: EventsOf
) -> dict[str, tuple[Sequence[UsageEvent], ...]]:
    return {
        metric: tuple(events_of.get((service.service_point_id, metric), ()) for service in services)
        for metric in services[0].version.needs.event_metrics
    }


def _group(services: tuple[BillableService, ...], channels_of: ChannelsOf, run: DaySpan) -> ServiceGroup:
    metered = {}
    for metric in services[0].version.metrics:
        by_place = zip(*(channels_of[service.service_point_id, metric] for service in services), strict=True)
        metered[metric] = tuple(
            ChannelRows(channels[0].matrix, np.array([channel.row for channel in channels], dtype=np.intp))
            for channels in by_place
        )
    return ServiceGroup(services, run, metered)
