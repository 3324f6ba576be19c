"""Bills of a run to look at: held, negative, first, the largest, some at random, all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import MD5, Cast, Concat

from invoicing.models import BillHold, BillRun, Invoice
from invoicing.queries.run_memory import remembered

RANDOM_SAMPLE: Final = 10
LARGEST: Final = 20


@dataclass(frozen=True, slots=True)
class RunBill:
    """A draft or invoice, what the account's bill of the run before came to, and the open hold, if any."""

    invoice: Invoice
    before: Decimal | None
    hold: BillHold | None

    @property
    def change(self) -> Decimal | None:
        """The change as a ratio; None where it would say nothing."""
        return self.invoice.total / self.before - 1 if self.before and self.before > 0 else None


def bills_of_run(run: BillRun) -> QuerySet[Invoice]:
    """All drafts and invoices of the run, with account and customer."""
    return Invoice.objects.filter(batch__bill_run=run).select_related("account__customer")


def held_bills_of_run(run: BillRun) -> QuerySet[Invoice]:
    """The bills that wait to be released."""
    return bills_of_run(run).filter(holds__released_at=None, holds__isnull=False)


def first_bills_of_run(run: BillRun) -> QuerySet[Invoice]:
    """The bills of accounts that had none before."""
    earlier = Invoice.objects.filter(
        account=OuterRef("account"), from_date__lt=OuterRef("from_date"), credit_note=None
    )
    return bills_of_run(run).filter(~Exists(earlier))


def count_first_bills(run: Any) -> int:
    """How many those are, of a run from `runs_with_counts`."""
    return remembered("first", run, lambda: first_bills_of_run(run).count())


def largest_bills_of_run(run: Any) -> list[Invoice]:
    """The largest bills of a run from `runs_with_counts`, whatever their currency."""
    ids = remembered(
        "largest",
        run,
        lambda: list(bills_of_run(run).order_by("-total", "pk").values_list("pk", flat=True)[:LARGEST]),
    )
    return list(bills_of_run(run).filter(pk__in=ids).order_by("-total", "pk"))


def random_bills_of_run(run: BillRun, seed: int) -> QuerySet[Invoice]:
    """Some bills at random, the same for the same seed."""
    shuffled = MD5(Concat(Cast("pk", CharField()), Value(f"-{seed}")))
    return bills_of_run(run).order_by(shuffled)[:RANDOM_SAMPLE]


def load_run_bills(invoices: Sequence[Invoice], before: BillRun | None) -> list[RunBill]:
    """The bills beside those of the run before, and their open holds; two queries for any number of bills."""
    if not invoices:
        return []
    earlier: dict[tuple[int, str], Decimal] = {}
    if before is not None:
        rows = Invoice.objects.filter(
            batch__bill_run=before, account__in=[invoice.account_id for invoice in invoices]
        )
        for account_id, currency, total in rows.values_list("account_id", "currency", "total"):
            earlier[account_id, currency] = total
    holds = {
        hold.invoice_id: hold for hold in BillHold.objects.filter(invoice__in=invoices, released_at=None)
    }
    return [
        RunBill(invoice, earlier.get((invoice.account_id, invoice.currency)), holds.get(invoice.pk))
        for invoice in invoices
    ]
