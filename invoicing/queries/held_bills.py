"""Held bills of all runs, each beside the account's last bill."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from invoicing.models import BillHold, Invoice


@dataclass(frozen=True, slots=True)
class HeldBill:
    """An open hold with its draft, and what the account's last invoice before it came to, if there is one."""

    hold: BillHold
    before: Decimal | None
    before_from_date: date | None

    @property
    def change(self) -> Decimal | None:
        """The change as a ratio; None where it would say nothing."""
        return self.hold.invoice.total / self.before - 1 if self.before and self.before > 0 else None


def open_holds() -> QuerySet[BillHold]:
    """All holds that nobody has released, with what a list shows of them."""
    return BillHold.objects.filter(released_at=None).select_related(
        "invoice__account__customer",
        "invoice__batch__bill_run__billing_cycle",
        "invoice__batch__bill_run__account",
    )


def load_held_bills(holds: Sequence[BillHold]) -> list[HeldBill]:
    """The holds beside the accounts' last invoices that were not credited; one query."""
    earlier: defaultdict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    if holds:
        rows = (
            Invoice.objects.filter(
                account__in={hold.invoice.account_id for hold in holds},
                state=Invoice.State.FINALIZED,
                credit_note=None,
                from_date__lt=max(hold.invoice.from_date for hold in holds),
            )
            .order_by("from_date")
            .values_list("account_id", "from_date", "total")
        )
        for account_id, from_date, total in rows:
            earlier[account_id].append((from_date, total))
    return [_held(hold, earlier[hold.invoice.account_id]) for hold in holds]


def _held(hold: BillHold, bills: Sequence[tuple[date, Decimal]]) -> HeldBill:
    before = [bill for bill in bills if bill[0] < hold.invoice.from_date]
    return HeldBill(hold, before[-1][1], before[-1][0]) if before else HeldBill(hold, None, None)
