"""Take back a payment that did not last."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit, outbox
from invoicing.models import Account, Payment, PaymentAllocation, PaymentReversal
from invoicing.models.ledger_posting import post_payment_reversal
from invoicing.use_cases.settle_accounts import settle_accounts
from pricing.money import minor_unit_scale


class UnableToReversePayment(Exception):
    """Nothing was reversed; the payment stands as it did."""


def reverse_payment(
    *,
    payment: Payment,
    reason: str,
    reversal_date: date,
    reversed_at: datetime,
    actor: AbstractBaseUser | str | None,
) -> PaymentReversal:
    """Reverse the payment's posting and open again what it settled; other money of the account may settle it.

    Raises UnableToReversePayment if it is reversed already, the reason is blank, or the date is before the
    payment's.
    """
    with transaction.atomic():
        # The lock makes a second call wait here, and then find the first one's reversal.
        account = Account.objects.select_for_update(no_key=True).get(pk=payment.account_id)
        _refuse_unless_reversible(payment, reason, reversal_date)
        reversal = PaymentReversal.objects.create(
            payment=payment,
            reversal_date=reversal_date,
            reason=reason.strip(),
            reversed_at=reversed_at,
            reversed_by_id=actor.pk if isinstance(actor, AbstractBaseUser) else None,
        )
        PaymentAllocation.objects.filter(payment=payment, released_at=None).update(released_at=reversed_at)
        post_payment_reversal(reversal.pk, reversed_at)
        settle_accounts(account_ids=[account.pk], settled_at=reversed_at)
        facts = {
            "account": account.number,
            "currency": payment.currency,
            "amount": f"{payment.amount:.{minor_unit_scale(payment.currency)}f}",
            "reference": payment.reference,
            "reason": reversal.reason,
        }
        outbox.announce(kind="payment.reversed", subject=payment, payload=facts, at=reversed_at)
        audit.record(action="REVERSED", subject=payment, actor=actor, at=reversed_at, details=facts)
    return reversal


def _refuse_unless_reversible(payment: Payment, reason: str, reversal_date: date) -> None:
    earlier = PaymentReversal.objects.filter(payment=payment).first()
    if earlier is not None:
        raise UnableToReversePayment(f"{payment} is reversed already, on {earlier.reversal_date}")
    if not reason.strip():
        raise UnableToReversePayment("a reversal needs a reason")
    if reversal_date < payment.received_date:
        raise UnableToReversePayment(
            f"{payment} came in on {payment.received_date}: it cannot go back on {reversal_date}"
        )
