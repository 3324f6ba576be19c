"""Services that are rated in one call: those that share plan version, zone, days and shape of metering."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from invoicing.drafting.billable_service import BillableService
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.channel_usage import ChannelRows, added
from metering.usage.local_calendar import LocalCalendar
from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import RatingBatch


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


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """Services that the engine rates together.

    `metered` has for each metric of the plan the channels that are added up: as many ChannelRows as every
    service of the group has channels, each with one row per service.
    """

    services: tuple[BillableService, ...]
    run: DaySpan
    metered: Mapping[str, tuple[ChannelRows, ...]]

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
        )

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
            )
            for index, service in enumerate(self.services)
        ]


def group_services(
    services: Iterable[BillableService], channels_of: ChannelsOf, run: DaySpan
) -> list[ServiceGroup]:
    """The services in groups; every metric that a service's plan charges for has channels."""
    alike: dict[tuple[object, ...], list[BillableService]] = defaultdict(list)
    for service in services:
        # The matrix tells step, unit and decimals of a channel.
        layout = tuple(
            tuple(id(channel.matrix) for channel in channels_of[service.service_point_id, metric])
            for metric in service.version.metrics
        )
        alike[service.version.version_id, service.zone_name, service.span, layout].append(service)
    return [_group(tuple(members), channels_of, run) for members in alike.values()]


def _group(services: tuple[BillableService, ...], channels_of: ChannelsOf, run: DaySpan) -> ServiceGroup:
    metered = {}
    for metric in services[0].version.metrics:
        by_place = zip(*(channels_of[service.service_point_id, metric] for service in services), strict=True)
        metered[metric] = tuple(
            ChannelRows(channels[0].matrix, np.array([channel.row for channel in channels], dtype=np.intp))
            for channels in by_place
        )
    return ServiceGroup(services, run, metered)
