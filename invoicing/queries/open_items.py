"""What is still to be paid of invoices, and what of payments is not used for any."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from invoicing.models import Invoice, Payment, PaymentAllocation
from invoicing.receivables.ageing import Ageing, age
from invoicing.receivables.allocation import OpenAmount

_MONEY: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=4)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A finalized invoice that is not settled: `open_amount` of `total`; below zero it is the customer's."""

    invoice_id: int
    number: str
    issue_date: date
    due_date: date
    currency: str
    total: Decimal
    open_amount: Decimal


@dataclass(frozen=True, slots=True)
class Receivables:
    """An account's open items, oldest due first.

    `unused` is money of its payments that settles no invoice; `in_favour` what its invoices below zero owe the
    customer. `ageing` counts both against what is due.
    """

    items: tuple[OpenItem, ...]
    unused: Decimal
    in_favour: Decimal
    ageing: Ageing

    @property
    def balance(self) -> Decimal:
        """What the account owes; below zero, what it has with us. The ledger says the same."""
        return sum((item.open_amount for item in self.items), Decimal(0)) - self.unused


def with_open_amounts(invoices: QuerySet[Invoice]) -> QuerySet[Any]:
    """The invoices with `open_amount`: total less what payments settle; nothing for a draft or a credited one."""
    paid = (
        PaymentAllocation.objects.filter(invoice=OuterRef("pk"), released_at=None)
        .order_by()
        .values("invoice")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    nothing = Value(Decimal(0), output_field=_MONEY)
    return invoices.annotate(
        paid_amount=Coalesce(Subquery(paid), nothing, output_field=_MONEY),
        open_amount=ExpressionWrapper(F("total") - F("paid_amount"), output_field=_MONEY),
    )


def standing(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Those that are finalized and not taken back."""
    return invoices.filter(state=Invoice.State.FINALIZED, credit_note=None)


def overdue(invoices: QuerySet[Invoice], on: date) -> QuerySet[Any]:
    """Those with something open that was due before the day; they have `open_amount`."""
    return open_invoices(invoices).filter(due_date__lt=on)


def open_invoices(invoices: QuerySet[Invoice]) -> QuerySet[Any]:
    """Those with something still to be paid, due or not; they have `open_amount`."""
    return with_open_amounts(standing(invoices)).filter(open_amount__gt=0)


def load_open_items(account_ids: Collection[int]) -> dict[int, tuple[OpenItem, ...]]:
    """By account, its invoices that are not settled, oldest due first; one query, however many accounts."""
    rows = (
        with_open_amounts(standing(Invoice.objects.filter(account__in=account_ids)))
        .filter(~Q(open_amount=0))
        .order_by("due_date", "pk")
        .values_list("account", "pk", "number", "issue_date", "due_date", "currency", "total", "open_amount")
    )
    items: dict[int, list[OpenItem]] = {account_id: [] for account_id in account_ids}
    for account_id, *item in rows:
        items[account_id].append(OpenItem(*item))
    return {account_id: tuple(found) for account_id, found in items.items()}


def load_unused_payments(account_ids: Collection[int]) -> dict[int, dict[int, Decimal]]:
    """By account, and then by payment, what settles nothing, in the order in which the money came in; one query.

    Payments that are used up or reversed are left out, and so are accounts without any other.
    """
    rows = (
        Payment.objects.filter(account__in=account_ids, reversal=None)
        .annotate(used=Sum("allocations__amount", filter=Q(allocations__released_at=None)))
        .order_by("received_date", "pk")
        .values_list("account", "pk", "amount", "used")
    )
    unused: dict[int, dict[int, Decimal]] = {}
    for account_id, payment_id, amount, used in rows:
        rest = amount - (used or 0)
        if rest > 0:
            unused.setdefault(account_id, {})[payment_id] = rest
    return unused


def load_receivables(account_id: int, on: date) -> Receivables:
    """What the account owes on the day and since when; two queries."""
    items = load_open_items([account_id])[account_id]
    unused = sum(load_unused_payments([account_id]).get(account_id, {}).values(), Decimal(0))
    in_favour = sum((-item.open_amount for item in items if item.open_amount < 0), Decimal(0))
    return Receivables(items, unused, in_favour, age(open_amounts(items), on, unused + in_favour))


def open_amounts(items: Collection[OpenItem]) -> list[OpenAmount]:
    """What money can settle: the items above zero."""
    return [
        OpenAmount(item.invoice_id, item.due_date, item.open_amount) for item in items if item.open_amount > 0
    ]
