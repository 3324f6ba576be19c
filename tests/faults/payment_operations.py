"""Payments and their reversal: their world, what half of it looks like, what all of it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from billing_site.foundation.models import OutboxEvent
from invoicing.models import (
    Invoice,
    LedgerTransaction,
    Payment,
    PaymentAllocation,
)
from invoicing.use_cases.record_payment import record_payment
from invoicing.use_cases.reverse_payment import UnableToReversePayment, reverse_payment
from tests.factories.invoicing import (
    ISSUE_DATE,
    ISSUED_AT,
)
from tests.faults.bill_operations import crediting_world
from tests.faults.crash import Operation
from tests.faults.evidence import audit_count, broken_invariants


def paying(invoice: Invoice) -> None:
    record_payment(
        account=invoice.account,
        amount=Decimal("160.00"),
        received_date=ISSUE_DATE,
        source=Payment.Source.BANK,
        reference=f"TX-{invoice.pk}",
        recorded_at=ISSUED_AT,
        actor=None,
    )


def settled_by(invoice: Invoice) -> Any:
    return PaymentAllocation.objects.filter(invoice=invoice, released_at=None)


def paying_half_done(invoice: Invoice) -> list[str]:
    payments = Payment.objects.filter(account=invoice.account)
    found = (
        payments.count(),
        LedgerTransaction.objects.filter(payment__in=payments).count(),
        settled_by(invoice).count(),
        audit_count(payments),
    )
    return (
        []
        if found in {(0, 0, 0, 0), (1, 1, 1, 1)}
        else [f"payments, postings, allocations, entries: {found}"]
    )


def paying_wrong(invoice: Invoice) -> list[str]:
    payments = Payment.objects.filter(account=invoice.account)
    found = (
        [str(amount) for amount in payments.values_list("amount", flat=True)],
        [str(amount) for amount in settled_by(invoice).values_list("amount", flat=True)],
        OutboxEvent.objects.filter(
            kind="payment.recorded", subject_id__in=[str(one.pk) for one in payments]
        ).count(),
        audit_count(payments),
    )
    expected = (["160.0000"], ["151.5700"], 1, 1)
    return broken_invariants() + ([] if found == expected else [f"{found} instead of {expected}"])


def bouncing_world() -> Any:
    invoice = crediting_world()
    paying(invoice)
    return invoice


def bounce(invoice: Invoice) -> None:
    payment = Payment.objects.get(account=invoice.account)
    try:
        reverse_payment(
            payment=payment, reason="bounced", reversal_date=ISSUE_DATE, reversed_at=ISSUED_AT, actor=None
        )
    except UnableToReversePayment:
        if not Payment.objects.filter(pk=payment.pk, reversal__isnull=False).exists():
            raise


def bouncing_half_done(invoice: Invoice) -> list[str]:
    reversals = Payment.objects.filter(account=invoice.account, reversal__isnull=False)
    found = (
        reversals.count(),
        LedgerTransaction.objects.filter(payment_reversal__payment__in=reversals).count(),
        settled_by(invoice).count(),
    )
    return [] if found in {(0, 0, 1), (1, 1, 0)} else [f"reversals, postings, allocations: {found}"]


def bouncing_wrong(invoice: Invoice) -> list[str]:
    payments = Payment.objects.filter(account=invoice.account, reversal__isnull=False)
    found = (payments.count(), settled_by(invoice).count(), audit_count(payments))
    expected = (1, 0, 2)
    return broken_invariants() + ([] if found == expected else [f"{found} instead of {expected}"])


PAYMENT_OPERATIONS = (
    Operation(
        *("payment", crediting_world, paying, paying_wrong, paying_half_done),
        "INSERT INTO invoicing_ledgerentry",
    ),
    Operation(
        *("payment reversal", bouncing_world, bounce, bouncing_wrong, bouncing_half_done),
        'UPDATE "invoicing_paymentallocation"',
    ),
)
