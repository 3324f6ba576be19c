"""What the demo's customers pay, month by month: most of them everything, some late, a few nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from zlib import crc32

from django.db import transaction

from invoicing.models import Account, Payment
from invoicing.queries.open_items import OpenItem, load_open_items
from invoicing.use_cases.record_payment import record_payment

_AHEAD: Final = timedelta(days=14)  # nobody waits for the last day
_SOURCES: Final = (Payment.Source.DIRECT_DEBIT, Payment.Source.BANK, Payment.Source.CARD)
# Of forty customers: how many pay nothing, half of their first bill, and everything but the last three months.
_NEVER, _HALF, _LATE = 1, 2, 4
_LATE_MONTHS: Final = 3


@transaction.atomic  # one commit for a month of them
def pay_bills(at: datetime, actor: str, months_left: int) -> int:
    """One payment of each account for what is due about that day; returns how many are new.

    `months_left` of the demo's months are still to come: who is late pays nothing in the last three. An account
    that has paid that month already pays nothing more, so that the demo can be continued.
    """
    reference = f"-{at:%Y%m}"
    paid = set(Payment.objects.filter(reference__endswith=reference).values_list("account", flat=True))
    accounts = {account.pk: account for account in Account.objects.exclude(pk__in=paid).order_by("pk")}
    count = 0
    for account_id, items in load_open_items(list(accounts)).items():
        account = accounts[account_id]
        chance = crc32(account.number.encode()) % 40
        amount = _amount(chance, [item for item in items if item.due_date <= at.date() + _AHEAD], months_left)
        if amount > 0:
            record_payment(
                account=account,
                amount=amount,
                received_date=at.date(),
                source=_SOURCES[chance % len(_SOURCES)],
                reference=f"{account.number}{reference}",
                recorded_at=at,
                actor=actor,
            )
            count += 1
    return count


def _amount(chance: int, due: Sequence[OpenItem], months_left: int) -> Decimal:
    if chance < _NEVER or not due:
        return Decimal(0)
    if chance < _NEVER + _HALF:
        first = due[0]
        is_untouched = first.open_amount == first.total
        return (first.total / 2).to_integral_value() if is_untouched else Decimal(0)
    if chance < _NEVER + _HALF + _LATE and months_left < _LATE_MONTHS:
        return Decimal(0)
    return sum((item.open_amount for item in due), Decimal(0))
