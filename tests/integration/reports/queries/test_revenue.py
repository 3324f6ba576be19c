"""Billed amounts by month and plan."""

from datetime import date
from decimal import Decimal

import pytest

from invoicing.use_cases.issue_credit_note import issue_credit_note
from reports.queries.revenue import RevenueRow, load_revenue
from tests.factories.invoicing import (
    ISSUED_AT,
    AccountFactory,
    BillingCycleFactory,
    BillRunBatchFactory,
    BillRunFactory,
    InvoiceFactory,
    finalized_invoice,
)

pytestmark = pytest.mark.django_db(transaction=True)
FEBRUARY, MARCH, APRIL = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)
NET, TAX = Decimal("126.31"), Decimal("25.26")


def test_adds_up_the_lines_of_finalized_invoices():
    batch = BillRunBatchFactory()
    InvoiceFactory(batch=batch, account=AccountFactory())
    finalized_invoice(batch=batch, account=AccountFactory())
    other = BillRunFactory(billing_cycle=BillingCycleFactory(code="OTHER"))
    InvoiceFactory(
        batch=BillRunBatchFactory(bill_run=other), account=AccountFactory()
    )  # a draft is no revenue
    assert load_revenue(FEBRUARY, MARCH) == [
        RevenueRow(FEBRUARY, "HOME", "Home", "GBP", 2, 2 * NET, 2 * TAX),
    ]


def test_takes_a_credited_invoice_off_in_the_month_of_its_credit_note():
    invoice = finalized_invoice(account=AccountFactory())
    issue_credit_note(
        invoice=invoice, reason="wrong meter", issued_at=ISSUED_AT, issue_date=date(2026, 3, 2), actor=None
    )
    assert load_revenue(FEBRUARY, APRIL) == [
        RevenueRow(FEBRUARY, "HOME", "Home", "GBP", 1, NET, TAX),
        RevenueRow(MARCH, "HOME", "Home", "GBP", 0, -NET, -TAX),
    ]


def test_goes_by_the_date_of_issue_and_leaves_out_the_end():
    finalized_invoice(account=AccountFactory())  # of 3 February
    assert load_revenue(date(2026, 1, 1), FEBRUARY) == []
    assert load_revenue(date(2026, 1, 1), date(2026, 2, 3)) == []
    assert len(load_revenue(date(2026, 2, 3), date(2026, 2, 4))) == 1
