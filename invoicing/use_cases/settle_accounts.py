"""Let money that accounts have with us pay what they owe."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from invoicing.models import Account, PaymentAllocation
from invoicing.queries.open_items import OpenItem, load_open_items, load_unused_payments, open_amounts
from invoicing.receivables.allocation import OpenAmount, allocate


def settle_accounts(*, account_ids: Collection[int], settled_at: datetime) -> int:
    """Allocate unused payments to open invoices, oldest due first; returns how many allocations that took.

    The money that came in first is used first. Four queries, however many accounts; two when none of them has
    unused money. It can run twice without harm: the second time nothing is left to do.
    """
    with transaction.atomic():
        # Whoever moves an account's money holds its row, so that nobody spends the same money twice.
        list(
            Account.objects.select_for_update(no_key=True)
            .filter(pk__in=account_ids)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        unused = load_unused_payments(account_ids)
        if not unused:
            return 0
        items = load_open_items(unused.keys())
        allocations = [
            PaymentAllocation(
                payment_id=payment_id, invoice_id=invoice_id, amount=amount, allocated_at=settled_at
            )
            for account_id, payments in unused.items()
            for payment_id, invoice_id, amount in _settled(payments, items[account_id])
        ]
        PaymentAllocation.objects.bulk_create(allocations)
    return len(allocations)


def _settled(payments: Mapping[int, Decimal], items: Sequence[OpenItem]) -> list[tuple[int, int, Decimal]]:
    """Payment, invoice and amount of each allocation."""
    settled = []
    owed = open_amounts(items)
    for payment_id, money in payments.items():
        shares = {share.invoice_id: share.amount for share in allocate(money, owed).shares}
        settled += [(payment_id, invoice_id, amount) for invoice_id, amount in shares.items()]
        left = [
            OpenAmount(one.invoice_id, one.due_date, one.amount - shares.get(one.invoice_id, Decimal(0)))
            for one in owed
        ]
        owed = [one for one in left if one.amount > 0]
    return settled
