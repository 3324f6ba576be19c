"""A held bill is let go."""

from datetime import UTC, datetime

import pytest

from billing_site.foundation.models import AuditEntry
from invoicing.models import BillHold
from invoicing.use_cases.release_held_bill import UnableToReleaseHeldBill, release_held_bill
from tests.factories.invoicing import BillHoldFactory

pytestmark = pytest.mark.django_db
RELEASED_AT = datetime(2026, 2, 3, 7, tzinfo=UTC)


def release(hold, note="A party in January, says the customer."):
    return release_held_bill(hold=hold, released_at=RELEASED_AT, note=note, actor="clerk")


def test_ends_the_hold_and_says_who_and_why():
    hold, other = BillHoldFactory(), BillHoldFactory()
    released = release(hold, "  A party in January, says the customer. ")
    hold.refresh_from_db()
    assert (released.released_at, hold.released_at, hold.released_by, hold.release_note) == (
        RELEASED_AT,
        RELEASED_AT,
        "clerk",
        "A party in January, says the customer.",
    )
    assert BillHold.objects.get(released_at=None) == other


def test_keeps_it_in_the_audit_trail_of_the_invoice():
    hold = BillHoldFactory()
    release(hold)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_type, entry.subject_id) == (
        "RELEASED",
        "invoicing.invoice",
        str(hold.invoice_id),
    )
    assert (entry.actor_label, entry.at) == ("clerk", RELEASED_AT)
    assert entry.details == {
        "account": hold.invoice.account.number,
        "code": "HIGH",
        "reason": "3.1 times the usual bill",
        "note": "A party in January, says the customer.",
    }


def test_wants_a_note():
    hold = BillHoldFactory()
    with pytest.raises(UnableToReleaseHeldBill, match="write a note"):
        release(hold, "  ")
    hold.refresh_from_db()
    assert hold.released_at is None


def test_says_who_was_faster():
    hold = BillHoldFactory()
    release(hold)
    with pytest.raises(
        UnableToReleaseHeldBill, match=f"clerk has released the bill of account {hold.invoice.account}"
    ):
        release(hold, "again")
    hold.refresh_from_db()
    assert hold.release_note == "A party in January, says the customer."


def test_says_that_the_draft_is_gone():
    hold = BillHoldFactory()
    BillHold.objects.all().delete()
    with pytest.raises(UnableToReleaseHeldBill, match="dropped meanwhile"):
        release(hold)
