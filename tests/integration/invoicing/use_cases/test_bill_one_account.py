"""One account is billed on its own, as the run of its cycle would have billed it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from billing_site.foundation.models import AuditEntry
from invoicing.models import BillRun
from invoicing.use_cases.bill_one_account import UnableToBillOneAccount, bill_one_account
from invoicing.use_cases.issue_credit_note import issue_credit_note
from invoicing.use_cases.run_billing import run_billing
from tests.factories.billing import FEBRUARY, JANUARY, supplied_account, work_through
from tests.factories.corrections import changed_readings, issued, issued_january
from tests.factories.invoicing import BillingCycleFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 10, 9, tzinfo=UTC)


def bill(account, from_date=JANUARY, to_date=FEBRUARY, at=AT):
    return bill_one_account(account=account, from_date=from_date, to_date=to_date, started_at=at, actor="Ada")


def test_bills_again_what_was_credited_by_the_readings_of_now():
    invoice, other = issued_january(supplied_account(), supplied_account())
    changed_readings(invoice, AT, quantity=1250)
    issue_credit_note(invoice=invoice, reason="readings", issued_at=AT, issue_date=AT.date(), actor=None)
    run = work_through(bill(invoice.account))
    (draft,) = run.batches.get().invoices.all()
    assert (draft.account_id, draft.total) == (invoice.account_id, Decimal("151.38"))
    assert issued(run).state == BillRun.State.FINALIZED
    assert other.account.invoices.count() == 1
    entry = AuditEntry.objects.get(action="STARTED", subject_id=str(run.pk))
    assert (entry.actor_label, entry.details["account"]) == ("Ada", invoice.account.number)


def test_is_one_run_until_it_is_finalized_and_then_another():
    (invoice,) = issued_january(supplied_account())
    issue_credit_note(invoice=invoice, reason="wrong", issued_at=AT, issue_date=AT.date(), actor=None)
    run = bill(invoice.account)
    assert bill(invoice.account) == run
    issued(work_through(run))
    assert bill(invoice.account) != run


def test_what_is_billed_already_is_an_exception():
    (invoice,) = issued_january(supplied_account())
    run = work_through(bill(invoice.account))
    assert run.batches.get().exceptions.get().code == "ALREADY_BILLED"


def test_does_not_take_the_place_of_the_run_of_its_cycle():
    subscription = supplied_account()
    own = bill(subscription.account)
    run = run_billing(
        billing_cycle=BillingCycleFactory(), from_date=JANUARY, to_date=FEBRUARY, started_at=AT, actor=None
    )
    assert run != own


def test_a_period_that_is_not_over_or_has_no_day_is_refused():
    account = supplied_account().account
    with pytest.raises(UnableToBillOneAccount, match="not over yet"):
        bill(account, at=datetime(2026, 1, 31, 9, tzinfo=UTC))
    with pytest.raises(UnableToBillOneAccount, match="no day"):
        bill(account, to_date=JANUARY)
    assert not BillRun.objects.exists()


def test_the_table_has_one_at_a_time():
    run = bill(supplied_account().account)
    with (
        pytest.raises(IntegrityError, match="bill_run_of_an_account_one_at_a_time"),
        transaction.atomic(),
    ):
        BillRun.objects.create(
            billing_cycle=run.billing_cycle,
            account=run.account,
            from_date=run.from_date,
            to_date=run.to_date,
            as_of=run.as_of,
            started_at=AT,
        )
