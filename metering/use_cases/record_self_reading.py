"""Take the number that a customer read from their meter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from metering.models import Channel, ReadingFinding, RegisterReading
from metering.models.reading_finding_store import upsert_findings
from metering.queries.register_readings import load_dial, load_meter_on, load_register_check
from metering.usage.local_calendar import LocalCalendar
from metering.use_cases.record_register_reading import (
    UnableToRecordRegisterReading,
    record_register_reading,
)
from metering.vee.findings import Finding, Rule, Severity
from metering.vee.register_checks import RegisterCheck, RegisterVerdict


class UnableToRecordSelfReading(Exception):
    """Nothing was recorded."""


@dataclass(frozen=True, slots=True)
class RecordedSelfReading:
    """The reading, and what was to be said of it."""

    reading: RegisterReading
    check: RegisterCheck


def record_self_reading(
    *,
    channel: Channel,
    read_date: date,
    value: Decimal,
    recorded_at: datetime,
    actor: AbstractBaseUser | None,
) -> RecordedSelfReading:
    """Record the customer's reading, odd or not; an odd one becomes a finding that the office looks at.

    Its meter and dial are those of the day. Raises UnableToRecordSelfReading for what no
    dial can show, a day to come, and a day for which the customer has given another number.
    """
    with transaction.atomic():
        check = load_register_check(channel, read_date, value)
        try:
            reading = record_register_reading(
                channel=channel,
                meter=load_meter_on(channel, read_date),
                read_date=read_date,
                value=value,
                kind=RegisterReading.Kind.CUSTOMER,
                dial=load_dial(channel, read_date),
                recorded_at=recorded_at,
                actor=actor,
            )
        except UnableToRecordRegisterReading as error:
            raise UnableToRecordSelfReading(str(error)) from error
        finding = _finding(channel, reading, check) if check.is_odd else None
        # What stops the bill outranks a doubt about the same reading, and must not become one.
        if finding is not None and not _is_stopped(channel, finding):
            upsert_findings([(channel.pk, finding)], recorded_at)
    return RecordedSelfReading(reading, check)


def _is_stopped(channel: Channel, finding: Finding) -> bool:
    return ReadingFinding.objects.filter(
        channel=channel,
        rule=finding.rule,
        starts_at=finding.starts_at,
        severity=ReadingFinding.Severity.STOP,
        state=ReadingFinding.State.OPEN,
    ).exists()


def _finding(channel: Channel, reading: RegisterReading, check: RegisterCheck) -> Finding:
    calendar = LocalCalendar(channel.service_point.site.zone_name)
    return Finding(
        Rule.REGISTER,
        Severity.WARNING,
        calendar.day_start(reading.read_date),
        calendar.interval_count(reading.read_date, channel.step_minutes),
        _explanation(reading, check, channel.metric.unit),
    )


def _explanation(reading: RegisterReading, check: RegisterCheck, unit: str) -> str:
    told = f"the customer read {_shown(reading.value)} on {reading.read_date}"
    before = f"{_shown(check.earlier_value)} on {check.earlier_date}"
    if check.verdict is RegisterVerdict.BELOW_PREVIOUS:
        return f"{told}, which is below {before}"
    return (
        f"{told}: {check.quantity:.0f} {unit} since {before}, {check.times} times the usual {check.usual:.0f}"
    )


def _shown(value: Decimal | None) -> str:
    return "nothing" if value is None else f"{value.normalize():f}"
