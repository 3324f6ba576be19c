"""Not billing an account takes a decision with a reason."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from billing_site.foundation.models import AuditEntry
from invoicing.models import BillRunException
from invoicing.use_cases.dismiss_unbilled_account import (
    UnableToDismissUnbilledAccount,
    dismiss_unbilled_account,
)
from tests.factories.billing import drafted_run, supplied_account
from tests.factories.corrections import issued

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 10, 9, tzinfo=UTC)


def left_out(approve=True):
    supplied_account(quantity=None)
    supplied_account()
    run = drafted_run()
    if approve:
        issued(run)
    return BillRunException.objects.get()


def dismiss(exception, reason="empty plot"):
    return dismiss_unbilled_account(exception=exception, reason=reason, dismissed_at=AT, actor="Ada")


def test_is_kept_with_the_account_who_and_why():
    exception = dismiss(left_out(), " empty plot ")
    assert (exception.dismissed_at, exception.dismissed_by, exception.dismissal_reason) == (
        AT,
        "Ada",
        "empty plot",
    )
    entry = AuditEntry.objects.get(action="NOT_BILLED")
    assert (entry.subject_type, entry.subject_id) == ("invoicing.account", str(exception.account_id))
    assert (entry.actor_label, entry.details["reason"]) == ("Ada", "empty plot")
    assert (entry.details["from_date"], entry.details["code"]) == ("2026-01-01", "NO_READINGS")


def test_needs_a_reason():
    with pytest.raises(UnableToDismissUnbilledAccount, match="write a reason"):
        dismiss(left_out(), "  ")


def test_is_done_once():
    exception = left_out()
    dismiss(exception)
    with pytest.raises(UnableToDismissUnbilledAccount, match="Ada has dismissed it already"):
        dismiss(exception)


def test_waits_for_the_run_to_be_approved():
    with pytest.raises(UnableToDismissUnbilledAccount, match="not approved yet"):
        dismiss(left_out(approve=False))


def test_the_table_wants_who_and_why():
    exception = left_out()
    with (
        pytest.raises(IntegrityError, match="bill_run_exception_dismissal_says_who_and_why"),
        transaction.atomic(),
    ):
        BillRunException.objects.filter(pk=exception.pk).update(dismissed_at=AT)
