"""The readings of a channel's dial as spans of usage: those that should count, and those that do."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from metering.models import Channel, RegisterReading, RegisterSpan
from metering.queries.register_readings import standing_readings
from metering.usage.register_spans import KeptReading, SpanBetween, spans_between
from metering.usage.register_usage import DialReading


@dataclass(frozen=True, slots=True)
class CountedSpan:
    """Two readings and what was used between them, as it counted at an instant; `quantity` is in `unit`.

    `meter` is the serial number, empty where no device is on record. Kinds are codes of RegisterReading.Kind.
    """

    batch_id: int
    meter: str
    from_date: date
    from_value: Decimal
    from_kind: str
    to_date: date
    to_value: Decimal
    to_kind: str
    decimals: int
    quantity: Decimal
    unit: str
    rolled_over: bool

    @property
    def day_count(self) -> int:
        """How many days the usage is spread over."""
        return (self.to_date - self.from_date).days


def kept_readings(readings: Iterable[RegisterReading]) -> list[KeptReading]:
    """Register readings as the pure rules take them."""
    return [
        KeptReading(
            reading.pk,
            reading.kind,
            DialReading(
                reading.read_date,
                reading.value,
                reading.digits,
                reading.decimals,
                reading.multiplier,
                "" if reading.meter is None else reading.meter.serial,
                is_estimate=reading.kind == RegisterReading.Kind.ESTIMATED,
            ),
        )
        for reading in readings
    ]


def load_spans_between(channel: Channel) -> list[SpanBetween]:
    """From each standing reading of the channel's dial to the next, in order of date; one query."""
    return spans_between(kept_readings(standing_readings(channel).select_related("meter")))


def load_counted_spans(
    *, channel_ids: Collection[int], from_date: date, to_date: date, as_of: datetime
) -> list[CountedSpan]:
    """The spans whose usage counted at the instant for a day from `from_date` up to but not `to_date`; one query."""
    spans = (
        RegisterSpan.objects.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gt=as_of),
            channel__in=channel_ids,
            earlier__read_date__lt=to_date,
            later__read_date__gte=from_date,
            batch__received_at__lte=as_of,
        )
        .select_related("earlier", "later__meter", "channel__metric")
        .order_by("later__read_date", "pk")
    )
    return [_counted(span) for span in spans]


def _counted(span: RegisterSpan) -> CountedSpan:
    earlier, later, metric = span.earlier, span.later, span.channel.metric
    return CountedSpan(
        span.batch_id,
        "" if later.meter is None else later.meter.serial,
        earlier.read_date,
        earlier.value,
        earlier.kind,
        later.read_date,
        later.value,
        later.kind,
        max(earlier.decimals, later.decimals),
        Decimal(span.quantity).scaleb(-metric.decimals),
        metric.unit,
        span.rolled_over,
    )
