"""Books that are right, and ways to break them past every guard of the database."""

from datetime import UTC, date, datetime

from django.db import connection

from invoicing.models import Invoice
from invoicing.use_cases.approve_bill_run import approve_bill_run
from invoicing.use_cases.issue_credit_note import issue_credit_note
from invoicing.use_cases.reverse_payment import reverse_payment
from tests.factories.billing import STARTED_AT, drafted_run, supplied_account, work_through
from tests.factories.payments import RECEIVED_DATE, RECORDED_AT, pay

_TABLES = (
    *("billrun", "billrunbatch", "invoicenumbersequence", "invoice", "invoiceline", "invoicetax"),
    *("billedperiod", "creditnote", "creditnoteline", "ledgertransaction", "ledgerentry"),
    *("payment", "paymentreversal", "paymentallocation"),
)
CONSTRAINTS = {
    "billed_period_claimed_once": "invoicing_billedperiod",
    "subscription_one_per_service_point_and_role": "invoicing_subscription",
    "invoice_finalized_has_number": "invoicing_invoice",
    "invoice_total_is_net_plus_tax": "invoicing_invoice",
    "ledger_transaction_has_one_cause": "invoicing_ledgertransaction",
}


def keep_books():
    """A finalized run of four accounts: one without readings, three invoices; the first of them is credited.

    The account of the third has paid 100.00 of it, and 30.00 that bounced.
    """
    supplied_account(quantity=None)
    for quantity in (100, 250, 400):
        supplied_account(quantity=quantity)
    run = drafted_run(accounts_per_batch=2)
    issue_date = date(2026, 2, 2)
    approve_bill_run(bill_run=run, issue_date=issue_date, approved_at=STARTED_AT, actor=None)
    work_through(run, at=STARTED_AT)
    issue_credit_note(
        invoice=Invoice.objects.get(sequence_number=1),
        reason="test",
        issued_at=datetime(2026, 2, 3, tzinfo=UTC),
        issue_date=date(2026, 2, 3),
        actor=None,
    )
    payer = Invoice.objects.get(sequence_number=3).account
    bounced = pay(payer, "30.00", reference="BOUNCED")
    pay(payer, "100.00", reference="PAID")
    reverse_payment(
        payment=bounced,
        reason="test",
        reversal_date=RECEIVED_DATE,
        reversed_at=RECORDED_AT,
        actor=None,
    )


def break_books(*statements):
    """Run the statements with the books' triggers and exclusion and check constraints taken away.

    The application's role owns the tables, so it may; it is undone with the test's transaction. `second` and
    `credited` stand for ids of invoices.
    """
    ids = dict(Invoice.objects.values_list("sequence_number", "pk"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in _TABLES:
            cursor.execute(f"ALTER TABLE invoicing_{table} DISABLE TRIGGER USER")
        for constraint, table in CONSTRAINTS.items():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        for statement in statements:
            cursor.execute(statement.format(credited=ids[1], second=ids[2]))
            assert cursor.rowcount > 0, f"nothing was broken by {statement}"
