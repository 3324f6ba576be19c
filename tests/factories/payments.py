"""Accounts with bills to pay, and payments that came in."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from invoicing.use_cases.record_payment import record_payment
from tests.factories.invoicing import (
    BillingCycleFactory,
    BillRunBatchFactory,
    BillRunFactory,
    finalized_invoice,
)

RECORDED_AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
RECEIVED_DATE = date(2026, 5, 29)
_serial = count(1)


def billed(account, month=1, **facts):
    """A finalized invoice of 151.57 for a month of 2026, due on the 17th of the next; months in order, please."""
    from_date, to_date = date(2026, month, 1), date(2026, month + 1, 1)
    run = BillRunFactory(
        billing_cycle=BillingCycleFactory(code=f"PAID-{next(_serial)}"),
        from_date=from_date,
        to_date=to_date,
        issue_date=to_date.replace(day=3),
    )
    return finalized_invoice(
        account=account,
        batch=BillRunBatchFactory(bill_run=run),
        from_date=from_date,
        to_date=to_date,
        **facts,
    )


def pay(account, amount, **facts):
    """A payment that went through the front door."""
    return record_payment(
        **{
            "account": account,
            "amount": Decimal(amount),
            "received_date": RECEIVED_DATE,
            "source": "BANK",
            "reference": f"TX-{next(_serial)}",
            "recorded_at": RECORDED_AT,
            "actor": "clerk",
            **facts,
        }
    ).payment
