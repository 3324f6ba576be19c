"""How far a bill run is, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from invoicing.models import BillRun, BillRunBatch, BillRunException, Invoice


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """A run's state, its batches, those that are at least drafted, and those that are finalized."""

    state: str
    batches: int
    drafted: int
    finalized: int


@dataclass(frozen=True, slots=True)
class CurrencyTotals:
    """What the invoices of one currency come to."""

    invoices: int
    net: Decimal
    tax: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class BillRunProgress:
    """A run at one moment: its batches, invoices, and accounts that could not be billed.

    `exceptions` maps codes to numbers of accounts; `totals` currencies to sums over drafts and invoices.
    """

    bill_run_id: int
    name: str
    issue_date: date | None
    counts: BatchCounts
    exceptions: Mapping[str, int]
    totals: Mapping[str, CurrencyTotals]

    @property
    def invoices(self) -> int:
        """How many drafts and invoices there are."""
        return sum(totals.invoices for totals in self.totals.values())

    @property
    def exception_count(self) -> int:
        """How many accounts could not be billed."""
        return sum(self.exceptions.values())


def load_batch_counts(bill_run_id: int) -> BatchCounts:
    """How far the run's batches are, in one query that is cheap enough to repeat.

    Raises BillRun.DoesNotExist.
    """
    row = (
        BillRun.objects.filter(pk=bill_run_id)
        .annotate(
            all=Count("batches"),
            drafted=Count("batches", filter=~Q(batches__state=BillRunBatch.State.OPEN)),
            finalized=Count("batches", filter=Q(batches__state=BillRunBatch.State.FINALIZED)),
        )
        .values_list("state", "all", "drafted", "finalized")
        .get()
    )
    return BatchCounts(*row)


def load_bill_run_progress(bill_run_id: int) -> BillRunProgress:
    """The progress of the run, in four queries. Raises BillRun.DoesNotExist."""
    run = BillRun.objects.select_related("billing_cycle").get(pk=bill_run_id)
    exceptions = (
        BillRunException.objects.filter(batch__bill_run=run)
        .order_by("code")
        .values_list("code")
        .annotate(count=Count("pk"))
    )
    totals = (
        Invoice.objects.filter(batch__bill_run=run)
        .order_by("currency")
        .values_list("currency")
        .annotate(count=Count("pk"), net_sum=Sum("net"), tax_sum=Sum("tax"), total_sum=Sum("total"))
    )
    return BillRunProgress(
        bill_run_id=run.pk,
        name=str(run),
        issue_date=run.issue_date,
        counts=load_batch_counts(bill_run_id),
        exceptions=dict(exceptions),
        totals={currency: CurrencyTotals(*sums) for currency, *sums in totals},
    )
