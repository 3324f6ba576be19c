"""Let a customer take back a reading of theirs."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models import ReadingFinding, RegisterReading
from metering.models.reading_finding_store import resolve_findings
from metering.usage.local_calendar import LocalCalendar
from metering.vee.findings import Rule


class UnableToWithdrawSelfReading(Exception):
    """The reading stands."""


def withdraw_self_reading(
    *,
    reading: RegisterReading,
    billed_until: date | None,
    withdrawn_at: datetime,
    actor: AbstractBaseUser | None,
) -> None:
    """Take back the customer's reading and resolve the finding it caused; a second call changes nothing.

    `billed_until` is the first day that is on no bill. Raises UnableToWithdrawSelfReading for a reading that
    was not the customer's, or whose day is billed.
    """
    with transaction.atomic():
        standing = (
            RegisterReading.objects.select_for_update(no_key=True, of=("self",))
            .select_related("channel__service_point__site")
            .get(pk=reading.pk)
        )
        if standing.kind != RegisterReading.Kind.CUSTOMER:
            raise UnableToWithdrawSelfReading("only your own readings can be taken back")
        if billed_until is not None and standing.read_date < billed_until:
            raise UnableToWithdrawSelfReading(
                f"the reading of {standing.read_date} is on a bill already: ask us to correct it"
            )
        if standing.withdrawn_at is not None:
            return
        standing.withdrawn_at = withdrawn_at
        standing.save(update_fields=["withdrawn_at"])
        resolve_findings(_findings(standing), withdrawn_at, "the customer took the reading back")
        audit.record(
            action="WITHDRAWN",
            subject=standing,
            actor=actor,
            at=withdrawn_at,
            details={"read_date": standing.read_date, "value": standing.value},
        )


def _findings(reading: RegisterReading) -> list[int]:
    calendar = LocalCalendar(reading.channel.service_point.site.zone_name)
    return list(
        ReadingFinding.objects.filter(
            channel=reading.channel_id,
            rule=Rule.REGISTER,
            starts_at=calendar.day_start(reading.read_date),
            state=ReadingFinding.State.OPEN,
        ).values_list("pk", flat=True)
    )
