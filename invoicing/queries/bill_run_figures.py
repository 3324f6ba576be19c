"""What a bill run comes to: money by currency, usage by unit, and how much of it was estimated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from invoicing.models import BillHold, BillRun, BillRunBatch, Invoice
from invoicing.queries.run_memory import A_DAY_S, memory_key, remembered

# A metric may be counted by several charges (energy, network, a levy), and by buckets. Of each service's metric
# the charge that looks at the most intervals stands for all, so that nothing is counted twice.
_USAGE: Final = """
WITH bucket AS (
    SELECT line.invoice_id, line.subscription_id, line.trace ->> 'm' AS metric, line.charge_code, line.bucket,
           max((line.trace ->> 'q')::numeric) AS quantity, max((line.trace ->> 'n')::int) AS intervals,
           max(coalesce((line.trace ->> 'e')::int, 0)) AS estimated,
           min(line.unit) FILTER (WHERE line.unit <> 'package') AS unit
    FROM invoicing_invoiceline line
    JOIN invoicing_invoice invoice ON invoice.id = line.invoice_id
    JOIN invoicing_billrunbatch batch ON batch.id = invoice.batch_id
    WHERE batch.bill_run_id = %(run_id)s AND line.trace ->> 'of' IN ('total', 'bucket_total')
    GROUP BY 1, 2, 3, 4, 5
), charge AS (
    SELECT invoice_id, subscription_id, metric, charge_code, sum(quantity) AS quantity,
           sum(intervals) AS intervals, sum(estimated) AS estimated, min(unit) AS unit
    FROM bucket GROUP BY 1, 2, 3, 4
), counted AS (
    SELECT DISTINCT ON (invoice_id, subscription_id, metric) * FROM charge
    ORDER BY invoice_id, subscription_id, metric, intervals DESC, charge_code
)
SELECT metric, coalesce(unit, ''), sum(quantity), sum(intervals), sum(estimated)
FROM counted GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2
"""


@dataclass(frozen=True, slots=True)
class BilledAmounts:
    """The bills of one currency; `credits` of them are negative."""

    currency: str
    bills: int
    credits: int
    net: Decimal
    tax: Decimal
    total: Decimal

    @property
    def average(self) -> Decimal:
        """What a bill comes to."""
        return self.total / self.bills


@dataclass(frozen=True, slots=True)
class BilledUsage:
    """The usage of one metric in one unit; intervals, and how many of them are not actual readings."""

    metric: str
    unit: str
    quantity: Decimal
    intervals: int
    estimated: int


@dataclass(frozen=True, slots=True)
class RunFigures:
    """The sums of a run; `usage` begins with the metric of the most bills."""

    amounts: tuple[BilledAmounts, ...]
    usage: tuple[BilledUsage, ...]

    @property
    def bills(self) -> int:
        """How many drafts and invoices."""
        return sum(one.bills for one in self.amounts)

    @property
    def credits(self) -> int:
        """How many of them are negative."""
        return sum(one.credits for one in self.amounts)

    @property
    def estimated_share(self) -> Decimal | None:
        """Between 0 and 1; None where nothing was measured."""
        intervals = sum(one.intervals for one in self.usage)
        return Decimal(sum(one.estimated for one in self.usage)) / intervals if intervals else None

    def of_currency(self, currency: str) -> BilledAmounts | None:
        """The bills of the currency, if there are any."""
        return next((one for one in self.amounts if one.currency == currency), None)

    def of_metric(self, metric: str, unit: str) -> BilledUsage | None:
        """The usage of the metric in the unit, if there is any."""
        return next((one for one in self.usage if (one.metric, one.unit) == (metric, unit)), None)


def runs_with_counts() -> QuerySet[Any]:
    """Bill runs with what their batches count: `bills` and `exceptions`; and `held`, the open holds."""
    batches = BillRunBatch.objects.filter(bill_run=OuterRef("pk")).order_by().values("bill_run")
    holds = (
        BillHold.objects.filter(invoice__batch__bill_run=OuterRef("pk"), released_at=None)
        .order_by()
        .values("invoice__batch__bill_run")
    )
    return BillRun.objects.select_related("billing_cycle", "account").annotate(
        bills=Coalesce(Subquery(batches.annotate(sum=Sum("invoice_count")).values("sum")), 0),
        exceptions=Coalesce(Subquery(batches.annotate(sum=Sum("exception_count")).values("sum")), 0),
        held=Coalesce(Subquery(holds.annotate(count=Count("pk")).values("count")), 0),
    )


def load_billed_amounts(runs: Sequence[Any]) -> dict[int, tuple[BilledAmounts, ...]]:
    """What each of the runs, from `runs_with_counts`, comes to; two queries, however many runs, and the cache's."""
    keys = {run.pk: memory_key("amounts", run) for run in runs}
    known: dict[str, tuple[BilledAmounts, ...]] = cache.get_many(keys.values())
    unknown = [pk for pk, key in keys.items() if key not in known]
    if unknown:
        computed = _amounts(unknown)
        fresh = {keys[pk]: tuple(computed.get(pk, ())) for pk in unknown}
        cache.set_many(fresh, A_DAY_S)
        known |= fresh
    return {pk: known[key] for pk, key in keys.items()}


def load_run_figures(run: Any) -> RunFigures:
    """The figures of a run from `runs_with_counts`; two more queries unless they are known already."""
    usage = remembered("usage", run, lambda: _usage(run))
    return RunFigures(load_billed_amounts([run])[run.pk], usage)


def _amounts(run_ids: Sequence[int]) -> dict[int, list[BilledAmounts]]:
    rows = (
        Invoice.objects.filter(batch__bill_run__in=run_ids)
        .order_by("batch__bill_run", "currency")
        .values_list("batch__bill_run", "currency")
        .annotate(
            bills=Count("pk"),
            credits=Count("pk", filter=Q(total__lt=0)),
            net_sum=Sum("net"),
            tax_sum=Sum("tax"),
            total_sum=Sum("total"),
        )
    )
    found: defaultdict[int, list[BilledAmounts]] = defaultdict(list)
    for run_id, *amounts in rows:
        found[run_id].append(BilledAmounts(*amounts))
    return found


def _usage(run: BillRun) -> tuple[BilledUsage, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_USAGE, {"run_id": run.pk})
        return tuple(BilledUsage(*row) for row in cursor.fetchall())
