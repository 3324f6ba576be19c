"""Take back a number read from a dial; what it told of usage goes with it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models import Channel, ReadingFinding, RegisterReading
from metering.models.period_gate import enter_as_writer
from metering.models.reading_finding_store import resolve_findings
from metering.queries.register_readings import standing_readings
from metering.usage.local_calendar import LocalCalendar
from metering.use_cases.spread_register_readings import spread_register_readings
from metering.vee.findings import Rule

_EXCHANGE = {RegisterReading.Kind.CLOSING, RegisterReading.Kind.OPENING}
_LONGEST_REASON = 300


class UnableToWithdrawRegisterReading(Exception):
    """The reading stands."""


def withdraw_register_reading(
    *, reading: RegisterReading, withdrawn_at: datetime, reason: str, actor: AbstractBaseUser | str | None
) -> None:
    """Take the reading out of the count, as if it had never come; a second call changes nothing.

    The usage beside it is told anew from the readings that stay, and its open findings are resolved. The closing
    and the opening reading of a meter exchange go together, and the channel has its old meter again. Raises
    UnableToWithdrawRegisterReading without a reason, and for an exchange with readings of the new meter.
    """
    reason = reason.strip()[:_LONGEST_REASON]
    if not reason:
        raise UnableToWithdrawRegisterReading("say why it is taken back: the reason is kept with it")
    with transaction.atomic():
        at = enter_as_writer(withdrawn_at)
        channel = (
            Channel.objects.select_for_update(no_key=True, of=("self",))
            .select_related("service_point__site", "metric")
            .get(pk=reading.channel_id)
        )
        standing = RegisterReading.objects.get(pk=reading.pk)
        if standing.withdrawn_at is not None:
            return
        for one in _undone_exchange(channel, standing) or [standing]:
            one.withdrawn_at = max(at, one.recorded_at)
            one.save(update_fields=["withdrawn_at"])
            resolve_findings(_findings(channel, one), one.withdrawn_at, reason)
            audit.record(
                action="WITHDRAWN",
                subject=one,
                actor=actor,
                at=one.withdrawn_at,
                details={"read_date": one.read_date, "value": one.value, "reason": reason},
            )
        spread_register_readings(channel=channel, spread_at=at)


def _undone_exchange(channel: Channel, reading: RegisterReading) -> list[RegisterReading]:
    """Both readings of the meter exchange that this is one of, the old meter put back; none if it is of none."""
    both = list(standing_readings(channel).filter(read_date=reading.read_date, kind__in=_EXCHANGE))
    if reading.kind not in _EXCHANGE or {one.kind for one in both} != _EXCHANGE:
        return []
    later = standing_readings(channel).filter(read_date__gt=reading.read_date).first()
    if later is not None:
        raise UnableToWithdrawRegisterReading(
            f"the new meter was read on {later.read_date}: take that reading back first"
        )
    channel.meter = next(one.meter for one in both if one.kind == RegisterReading.Kind.CLOSING)
    channel.save(update_fields=["meter"])
    return both


def _findings(channel: Channel, reading: RegisterReading) -> list[int]:
    calendar = LocalCalendar(channel.service_point.site.zone_name)
    return list(
        ReadingFinding.objects.filter(
            channel=channel,
            rule=Rule.REGISTER,
            starts_at=calendar.day_start(reading.read_date),
            state=ReadingFinding.State.OPEN,
        ).values_list("pk", flat=True)
    )
