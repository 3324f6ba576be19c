"""Let a held bill go."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from invoicing.models import BillHold


class UnableToReleaseHeldBill(Exception):
    """The bill is held, or free, as before."""


def release_held_bill(
    *, hold: BillHold, released_at: datetime, note: str, actor: AbstractBaseUser | str | None
) -> BillHold:
    """End the hold with a note on what was found; the draft stays as it is. Returns the hold as it now is.

    Raises UnableToReleaseHeldBill if the note is empty, or the hold was released or its draft dropped meanwhile.
    """
    words = note.strip()
    if not words:
        raise UnableToReleaseHeldBill("write a note: what did you find?")
    with transaction.atomic():
        held = (
            BillHold.objects.select_for_update(of=("self",))
            .select_related("invoice__account")
            .filter(pk=hold.pk)
            .first()
        )
        if held is None:
            raise UnableToReleaseHeldBill("this draft has been dropped meanwhile")
        if held.released_at is not None:
            raise UnableToReleaseHeldBill(
                f"{held.released_by} has released the bill of account {held.invoice.account} already"
            )
        entry = audit.record(
            action="RELEASED",
            subject=held.invoice,
            actor=actor,
            at=released_at,
            details={
                "account": held.invoice.account.number,
                "code": held.code,
                "reason": held.reason,
                "note": words,
            },
        )
        held.released_at, held.released_by, held.release_note = released_at, entry.actor_label, words
        held.save(update_fields=["released_at", "released_by", "release_note"])
    return held
