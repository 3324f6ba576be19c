"""A clerk takes the readings as they are."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models import ReadingFinding

_LONGEST_REASON = 300


class UnableToAcceptFinding(Exception):
    """The finding stays as it is."""


def accept_finding(
    *,
    finding: ReadingFinding,
    reason: str,
    accepted_at: datetime,
    actor: AbstractBaseUser | str | None,
) -> ReadingFinding:
    """Resolve an open finding with the clerk's reason, so that it stops no bill; the readings stay.

    Raises UnableToAcceptFinding when it is resolved already, or the reason is empty or too long.
    """
    reason = reason.strip()
    if not reason:
        raise UnableToAcceptFinding("say why the readings are right: a bill may depend on it")
    if len(reason) > _LONGEST_REASON:
        raise UnableToAcceptFinding(f"the reason has {len(reason)} characters: {_LONGEST_REASON} are kept")
    with transaction.atomic():
        accepted = ReadingFinding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
        if accepted.state != ReadingFinding.State.OPEN:
            raise UnableToAcceptFinding(f"the finding is resolved already: {accepted.resolution}")
        accepted.state = ReadingFinding.State.RESOLVED
        accepted.resolved_at = accepted_at
        accepted.resolution = reason
        accepted.is_accepted = True
        accepted.save(update_fields=["state", "resolved_at", "resolution", "is_accepted"])
        audit.record(
            action="ACCEPTED",
            subject=accepted,
            actor=actor,
            at=accepted_at,
            details={"explanation": accepted.explanation, "reason": reason},
        )
    return accepted
