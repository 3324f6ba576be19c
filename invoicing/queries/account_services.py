"""Where an account is supplied, on which plans, and by which meters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from invoicing.models import Subscription
from metering.models import Channel
from metering.queries.channels import ChannelFacts, load_channels_of_service_points
from metering.queries.metric_names import load_metric_names
from metering.usage.directions import is_export
from pricing.queries.plan_terms import EffectiveVersion, load_versions_effective


@dataclass(frozen=True, slots=True)
class Metered:
    """A channel, what its metric is called, and the serial number of its meter, if it has one."""

    channel: ChannelFacts
    name: str
    serial: str


@dataclass(frozen=True, slots=True)
class VersionSpan:
    """The days on which a plan version applied to a service; `to_date` is None while it goes on."""

    number: int
    from_date: date
    to_date: date | None


@dataclass(frozen=True, slots=True)
class AccountService:
    """A subscription with its place, plan and channels; `end_date` is the first day not supplied."""

    service_point_id: int
    service_point_code: str
    utility_code: str
    place: str
    zone_name: str
    role: str
    plan_code: str
    plan_name: str
    start_date: date
    end_date: date | None
    versions: tuple[VersionSpan, ...]
    metered: tuple[Metered, ...]

    def is_current(self, on: date) -> bool:
        """Whether it is supplied on the day."""
        return self.start_date <= on and (self.end_date is None or on < self.end_date)


def load_account_services(account_id: int) -> tuple[AccountService, ...]:
    """The account's services, those that began last first; five queries."""
    subscriptions = list(
        Subscription.objects.filter(account=account_id)
        .select_related("service_point__site", "service_point__utility", "plan")
        .order_by("-start_date", "role", "pk")
    )
    if not subscriptions:
        return ()
    channels = _channels_by_point({one.service_point_id for one in subscriptions})
    first = min(one.start_date for one in subscriptions)
    versions = load_versions_effective({one.plan_id for one in subscriptions}, first, date.max)
    return tuple(
        AccountService(
            service_point_id=one.service_point_id,
            service_point_code=one.service_point.code,
            utility_code=one.service_point.utility.code,
            place=_place(one),
            zone_name=one.service_point.site.zone_name,
            role=one.get_role_display(),
            plan_code=one.plan.code,
            plan_name=one.plan.name,
            start_date=one.start_date,
            end_date=one.end_date,
            versions=tuple(_spans(one, versions[one.plan_id])),
            metered=tuple(channels.get(one.service_point_id, ())),
        )
        for one in subscriptions
    )


def _channels_by_point(service_point_ids: set[int]) -> Mapping[int, list[Metered]]:
    serials = dict(
        Channel.objects.filter(service_point__in=service_point_ids, meter__isnull=False).values_list(
            "pk", F("meter__serial")
        )
    )
    found: dict[int, list[Metered]] = {}
    channels = load_channels_of_service_points(service_point_ids)
    names = load_metric_names({channel.metric_code for channel in channels})
    for channel in sorted(channels, key=lambda one: is_export(one.metric_code)):
        found.setdefault(channel.service_point_id, []).append(
            Metered(channel, names[channel.metric_code], serials.get(channel.channel_id, ""))
        )
    return found


def _place(subscription: Subscription) -> str:
    site = subscription.service_point.site
    return ", ".join(dict.fromkeys(text for text in (site.name, site.street, site.city) if text))


def _spans(subscription: Subscription, versions: tuple[EffectiveVersion, ...]) -> list[VersionSpan]:
    """The versions' days that lie in the subscription."""
    spans = []
    for version in versions:
        from_date = max(version.from_date, subscription.start_date)
        ends = [end for end in (version.to_date, subscription.end_date) if end is not None]
        to_date = min(ends) if ends else None
        if to_date is None or from_date < to_date:
            spans.append(VersionSpan(version.number, from_date, to_date))
    return spans
