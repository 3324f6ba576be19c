"""A clerk takes the readings of many findings as they are, for one reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models import ReadingFinding

_LONGEST_REASON = 300


class UnableToAcceptFindings(Exception):
    """The findings stay as they are."""


def accept_findings(
    *,
    finding_ids: Collection[int],
    reason: str,
    accepted_at: datetime,
    actor: AbstractBaseUser | str | None,
) -> int:
    """Resolve those of the findings that are open, so that they stop no bill; returns how many they were.

    Four queries, whatever their number; each has its entry in the audit trail. The readings stay.

    Raises UnableToAcceptFindings when the reason is empty or too long.
    """
    reason = reason.strip()
    if not reason:
        raise UnableToAcceptFindings("say why the readings are right: bills may depend on it")
    if len(reason) > _LONGEST_REASON:
        raise UnableToAcceptFindings(f"the reason has {len(reason)} characters: {_LONGEST_REASON} are kept")
    with transaction.atomic():
        # In one order, so that two clerks who accept the same ones wait and do not deadlock.
        accepted = list(
            ReadingFinding.objects.select_for_update(of=("self",))
            .filter(pk__in=finding_ids, state=ReadingFinding.State.OPEN)
            .order_by("pk")
        )
        ReadingFinding.objects.filter(pk__in=[finding.pk for finding in accepted]).update(
            state=ReadingFinding.State.RESOLVED,
            resolved_at=accepted_at,
            resolution=reason,
            is_accepted=True,
        )
        audit.record_each(
            action="ACCEPTED",
            subjects=accepted,
            actor=actor,
            at=accepted_at,
            details=[{"explanation": finding.explanation, "reason": reason} for finding in accepted],
        )
    return len(accepted)
