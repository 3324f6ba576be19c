"""Let a customer take back a reading of theirs."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from metering.models import RegisterReading
from metering.use_cases.withdraw_register_reading import withdraw_register_reading


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
        standing = RegisterReading.objects.select_related("channel").get(pk=reading.pk)
        if standing.kind != RegisterReading.Kind.CUSTOMER:
            raise UnableToWithdrawSelfReading("only your own readings can be taken back")
        if billed_until is not None and standing.read_date < billed_until:
            raise UnableToWithdrawSelfReading(
                f"the reading of {standing.read_date} is on a bill already: ask us to correct it"
            )
        withdraw_register_reading(
            reading=standing,
            withdrawn_at=withdrawn_at,
            reason="the customer took the reading back",
            actor=actor,
        )
