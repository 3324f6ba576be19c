"""A batch of accounts as requests to the engine, and the accounts that cannot be asked about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from invoicing.drafting.billable_service import BillableService
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.reading_gaps import missing_readings
from invoicing.drafting.refusals import Refusal, RefusalCode
from invoicing.drafting.service_groups import ServiceGroup, group_services
from invoicing.queries.billable_services import load_billable_services
from invoicing.queries.metered_channels import (
    MeteredChannels,
    load_metered_channels,
    load_stopping_findings,
)


@dataclass(frozen=True, slots=True)
class RatingRequests:
    """What the engine is to rate, and why other accounts cannot be billed.

    A refused account may still have services in a group: it is refused as a whole.
    """

    groups: list[ServiceGroup]
    refusals: list[Refusal]


def load_rating_requests(account_ids: Collection[int], run: DaySpan, as_of: datetime) -> RatingRequests:
    """The services of the accounts on the days of the run, in groups that are rated together.

    By the readings received up to `as_of`, the findings open now and the plan versions published now. The
    number of queries depends on the zones, steps and units that occur, not on the number of accounts.
    """
    services, refusals = load_billable_services(account_ids, run)
    channels = load_metered_channels(services, run, as_of)
    refusals += load_stopping_findings(services, channels)
    complete = []
    for service in services:
        found = unbillable(service, channels)
        refusals += found
        if not found:
            complete.append(service)
    return RatingRequests(
        group_services(complete, channels.channels, run, channels.events, channels.facts), refusals
    )


def unbillable(service: BillableService, metered: MeteredChannels) -> list[Refusal]:
    """What stands against billing the service by its readings."""
    found = []
    for metric in service.version.metrics:
        key = service.service_point_id, metric
        channels = metered.channels.get(key, ())
        if key in metered.unreadable:
            reason = f"{service.service_point_code} {metered.unreadable[key]}"
            found.append(service.refused(RefusalCode.UNABLE_TO_RATE, reason))
        elif len(channels) > 1 and not all(channel.metric_is_additive for channel in channels):
            names = ", ".join(channel.code for channel in channels)
            reason = (
                f"{service.service_point_code}: {metric} of several channels ({names}) cannot be added up"
            )
            found.append(service.refused(RefusalCode.UNABLE_TO_RATE, reason))
        elif (missing := missing_readings(service, metric, channels)) is not None:
            found.append(missing)
    for metric in service.version.needs.event_metrics:
        stranger = metered.unreadable.get((service.service_point_id, metric))
        if stranger is not None:
            reason = f"{service.service_point_code} {stranger}"
            found.append(service.refused(RefusalCode.UNABLE_TO_RATE, reason))
    return found
