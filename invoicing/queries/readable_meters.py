"""The meters whose dials an account's customer may read, with what was read of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from invoicing.models import Account, BilledPeriod, Invoice, Subscription
from metering.models import Channel, Metric, RegisterReading
from metering.usage.directions import is_export


@dataclass(frozen=True, slots=True)
class ReadableMeter:
    """A channel with its meter, since when the customer has it, and their time's readings, the latest first.

    `billed_until` is the first day that is on no bill; None while nothing is billed.
    """

    channel: Channel
    since: date
    readings: tuple[RegisterReading, ...]
    billed_until: date | None

    @property
    def is_read_by_dial(self) -> bool:
        """Whether the bill is made from these readings, and not from intervals that are delivered."""
        return self.channel.kind == Channel.Kind.REGISTER

    def may_be_undone(self, reading: RegisterReading) -> bool:
        """Whether the reading is the customer's own and on no bill yet."""
        is_own = reading.kind == RegisterReading.Kind.CUSTOMER
        return is_own and (self.billed_until is None or reading.read_date >= self.billed_until)


def load_readable_meters(account: Account, on: date) -> tuple[ReadableMeter, ...]:
    """The meters at the places that the account is supplied at on the day, by place, what is used before
    what is given away; four queries.

    Only what adds up is counted by a dial, and only a channel with a meter has one.
    """
    since = dict(
        Subscription.objects.filter(
            Q(end_date=None) | Q(end_date__gt=on), account=account, start_date__lte=on
        )
        .order_by("-start_date")
        .values_list("service_point", "start_date")
    )
    channels = (
        Channel.objects.filter(
            service_point__in=since, meter__isnull=False, metric__aggregation=Metric.Aggregation.SUM
        )
        .select_related("service_point__site", "metric", "meter")
        .order_by("service_point__code", "code")
    )
    readings: defaultdict[int, list[RegisterReading]] = defaultdict(list)
    for reading in RegisterReading.objects.filter(channel__in=channels, withdrawn_at=None).order_by(
        "-read_date", "-pk"
    ):
        readings[reading.channel_id].append(reading)
    billed = _billed_until(account)
    ordered = sorted(channels, key=lambda one: (one.service_point.code, is_export(one.metric.code)))
    return tuple(
        ReadableMeter(
            channel,
            since[channel.service_point_id],
            # What somebody read who lived here before is none of the customer's business.
            tuple(one for one in readings[channel.pk] if one.read_date >= since[channel.service_point_id]),
            billed.get(channel.service_point_id),
        )
        for channel in ordered
    )


def _billed_until(account: Account) -> dict[int, date]:
    return dict(
        BilledPeriod.objects.filter(
            subscription__account=account, released_at=None, invoice__state=Invoice.State.FINALIZED
        )
        .order_by()
        .values("subscription__service_point")
        .values_list("subscription__service_point")
        .annotate(until=Max("to_date"))
    )
