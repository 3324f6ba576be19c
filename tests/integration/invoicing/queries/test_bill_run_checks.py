"""Proofs that a run adds up."""

from datetime import date

import pytest
from django.db import connection

from invoicing.models import Invoice, InvoiceLine
from invoicing.queries.bill_run_checks import RunChecks, known_run_checks, load_run_checks
from invoicing.queries.bill_run_figures import runs_with_counts
from invoicing.use_cases.approve_bill_run import approve_bill_run
from invoicing.use_cases.bill_one_account import bill_one_account
from invoicing.use_cases.cancel_draft_invoice import cancel_draft_invoice
from tests.factories.billing import STARTED_AT, drafted_run, started_run, supplied_account, work_through

pytestmark = pytest.mark.django_db


def _checks(run, at=STARTED_AT):
    return load_run_checks(runs_with_counts().get(pk=run.pk), at)


def test_tells_of_drafts_what_will_be():
    supplied_account()
    supplied_account(start_date=date(2026, 1, 22))
    supplied_account(holes=[3])
    assert _checks(drafted_run()) == RunChecks(
        checked_at=STARTED_AT,
        bills=2,
        adding_up=2,
        days_billed=41,
        days_supplied=72,
        posted=0,
        is_balanced=True,
        numbered=0,
    )


def test_tells_of_invoices_what_is():
    supplied_account()
    run = drafted_run()
    approve_bill_run(bill_run=run, issue_date=date(2026, 2, 2), approved_at=STARTED_AT, actor=None)
    checks = _checks(work_through(run, at=STARTED_AT))
    assert (checks.posted, checks.numbered, checks.is_balanced, checks.days_unbilled) == (1, 1, True, 0)


def test_finds_a_bill_that_does_not_add_up():
    supplied_account()
    supplied_account()
    run = drafted_run()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE invoicing_invoiceline DISABLE TRIGGER USER")
    InvoiceLine.objects.filter(invoice=Invoice.objects.first(), position=1).update(amount=1)
    checks = _checks(run)
    assert (checks.bills, checks.adding_up) == (2, 1)


def test_a_run_without_a_bill_is_balanced():
    supplied_account()
    assert _checks(started_run()) == RunChecks(STARTED_AT, 0, 0, 0, 31, 0, True, 0)


def test_remembers_a_finalized_run_and_looks_again_at_drafts_that_have_changed():
    supplied_account()
    kept, cancelled = supplied_account(), supplied_account()
    run = drafted_run()
    assert known_run_checks(runs_with_counts().get(pk=run.pk)) is None
    assert _checks(run).bills == 3
    assert known_run_checks(runs_with_counts().get(pk=run.pk)).bills == 3
    draft = Invoice.objects.get(account=cancelled.account)
    cancel_draft_invoice(invoice=draft, cancelled_at=STARTED_AT, actor=None)
    assert known_run_checks(runs_with_counts().get(pk=run.pk)) is None
    assert (_checks(run).bills, Invoice.objects.filter(account=kept.account).count()) == (2, 1)


def test_a_run_of_one_account_answers_for_its_days_only():
    alone = supplied_account()
    supplied_account()
    run = bill_one_account(
        account=alone.account,
        from_date=date(2026, 1, 1),
        to_date=date(2026, 2, 1),
        started_at=STARTED_AT,
        actor="Ada",
    )
    checks = _checks(work_through(run))
    assert (checks.days_billed, checks.days_supplied) == (31, 31)
