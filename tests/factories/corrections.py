"""Issued bills, and readings that change under them."""

from datetime import UTC, date, datetime, timedelta

from invoicing.models import BillRun, Invoice
from invoicing.use_cases.approve_bill_run import approve_bill_run
from tests.factories.billing import drafted_run, work_through
from tests.factories.readings import store_readings

APPROVED_AT = datetime(2026, 2, 3, 8, 30, tzinfo=UTC)


def issued(run):
    """The run with its bills issued on 3 February 2026."""
    approve_bill_run(bill_run=run, issue_date=APPROVED_AT.date(), approved_at=APPROVED_AT, actor="test")
    return work_through(run, APPROVED_AT)


def issued_january(*subscriptions):
    """The bills of these accounts for January 2026, in their order."""
    run = issued(drafted_run())
    assert run.state == BillRun.State.FINALIZED
    by_account = {one.account_id: one for one in Invoice.objects.filter(batch__bill_run=run)}
    return [by_account[one.account_id] for one in subscriptions]


def changed_readings(invoice, received_at, quantity=1000, day=date(2026, 1, 5)):
    """Another delivery of a day of the invoice's first channel; returns its batch."""
    channel = invoice.lines.first().subscription.service_point.channels.first()
    return store_readings(channel, day, day + timedelta(days=1), quantity, received_at=received_at)
