"""Take in a payment, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit, outbox
from invoicing.models import Account, Payment
from invoicing.models.ledger_posting import post_payment
from invoicing.use_cases.settle_accounts import settle_accounts
from pricing.money import minor_unit_scale, round_amount

_MOST_MONEY = Decimal(10) ** 14  # as many digits as the column holds


class UnableToRecordPayment(Exception):
    """Nothing was recorded."""


@dataclass(frozen=True, slots=True)
class RecordedPayment:
    """The payment, and whether it was not known before."""

    payment: Payment
    is_new: bool


def record_payment(
    *,
    account: Account,
    amount: Decimal,
    received_date: date,
    source: str,
    reference: str,
    recorded_at: datetime,
    actor: AbstractBaseUser | str | None,
) -> RecordedPayment:
    """Post the payment and let it settle what the account owes, oldest due first.

    Source (a Payment.Source) and reference name a payment: called again with the same ones it finds the
    first. What the account does not owe stays with the payment, for invoices to come.

    Raises UnableToRecordPayment if the amount is not one that can be paid in the account's currency, the
    reference is blank, the date is in the future, or the reference belongs to another payment.
    """
    reference = reference.strip()
    with transaction.atomic():
        payer = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        _refuse_unless_payable(amount, received_date, source, reference, recorded_at, payer)
        # Of two calls at once the second waits here for the first one's row, and then finds it.
        payment, is_new = Payment.objects.get_or_create(
            source=source,
            reference=reference,
            defaults={
                "account": payer,
                "currency": payer.currency,
                "amount": amount,
                "received_date": received_date,
                "recorded_at": recorded_at,
                "recorded_by_id": actor.pk if isinstance(actor, AbstractBaseUser) else None,
            },
        )
        if not is_new:
            _refuse_unless_same(payment, payer, amount, received_date)
            return RecordedPayment(payment, is_new=False)
        post_payment(payment.pk, recorded_at)
        settle_accounts(account_ids=[payer.pk], settled_at=recorded_at)
        facts = _facts(payment, payer)
        outbox.announce(kind="payment.recorded", subject=payment, payload=facts, at=recorded_at)
        audit.record(action="RECORDED", subject=payment, actor=actor, at=recorded_at, details=facts)
    return RecordedPayment(payment, is_new=True)


def _refuse_unless_payable(
    amount: Decimal,
    received_date: date,
    source: str,
    reference: str,
    recorded_at: datetime,
    account: Account,
) -> None:
    scale = minor_unit_scale(account.currency)
    if not amount.is_finite() or not 0 < amount < _MOST_MONEY:
        raise UnableToRecordPayment("the amount is not more than nothing: write what came in, such as 120.50")
    if amount != round_amount(amount, scale):
        raise UnableToRecordPayment(f"{account.currency} has {scale} decimals: {amount} cannot be paid in it")
    if not reference:
        raise UnableToRecordPayment(
            "the reference is missing: write the bank's transaction number, or the receipt's"
        )
    if source not in Payment.Source.values:
        raise UnableToRecordPayment(f"{source!r} is not a source: take one of {', '.join(Payment.Source)}")
    # Somewhere it is tomorrow already.
    if received_date > recorded_at.date() + timedelta(days=1):
        raise UnableToRecordPayment(f"{received_date} has not come yet: write the day the money came in")


def _refuse_unless_same(payment: Payment, account: Account, amount: Decimal, received_date: date) -> None:
    if (payment.account_id, payment.amount, payment.received_date) != (account.pk, amount, received_date):
        scale = minor_unit_scale(payment.currency)
        raise UnableToRecordPayment(
            f"{payment} is recorded already: {payment.amount:.{scale}f} {payment.currency} of"
            f" {payment.received_date} for account {payment.account.number}; a different payment needs a"
            " reference of its own"
        )


def _facts(payment: Payment, account: Account) -> dict[str, Any]:
    return {
        "account": account.number,
        "currency": payment.currency,
        "amount": f"{payment.amount:.{minor_unit_scale(payment.currency)}f}",
        "received_date": payment.received_date,
        "source": payment.source,
        "reference": payment.reference,
    }
