"""Decide that an account is not to be billed for a period that a run could not bill."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from invoicing.models import BillRun, BillRunException


class UnableToDismissUnbilledAccount(Exception):
    """The account waits to be billed, as before."""


def dismiss_unbilled_account(
    *,
    exception: BillRunException,
    reason: str,
    dismissed_at: datetime,
    actor: AbstractBaseUser | str | None,
) -> BillRunException:
    """Let the account's days go unbilled, and say why; returns the exception as it then is.

    They can still be billed by another run. Raises UnableToDismissUnbilledAccount if no reason is given, the
    run is not approved yet, or somebody dismissed it already.
    """
    words = reason.strip()
    if not words:
        raise UnableToDismissUnbilledAccount("write a reason: why is nothing to be billed?")
    with transaction.atomic():
        found = _dismissible(exception)
        run = found.batch.bill_run
        entry = audit.record(
            action="NOT_BILLED",
            subject=found.account,
            actor=actor,
            at=dismissed_at,
            details={
                "from_date": run.from_date,
                "to_date": run.to_date,
                "code": found.code,
                "found": found.reason,
                "reason": words,
            },
        )
        found.dismissed_at, found.dismissed_by, found.dismissal_reason = (
            dismissed_at,
            entry.actor_label,
            words,
        )
        found.save(update_fields=["dismissed_at", "dismissed_by", "dismissal_reason"])
    return found


def _dismissible(exception: BillRunException) -> BillRunException:
    """The exception, locked, with its account and run; raises UnableToDismissUnbilledAccount."""
    found = (
        BillRunException.objects.select_for_update(of=("self",))
        .select_related("account", "batch__bill_run")
        .filter(pk=exception.pk)
        .first()
    )
    if found is None:
        raise UnableToDismissUnbilledAccount("its run was drafted again or dropped meanwhile")
    if found.batch.bill_run.state not in (BillRun.State.APPROVED, BillRun.State.FINALIZED):
        raise UnableToDismissUnbilledAccount(
            "its run is not approved yet: draft it again, or approve it first"
        )
    if found.dismissed_at is not None:
        raise UnableToDismissUnbilledAccount(f"{found.dismissed_by} has dismissed it already")
    return found
