"""How the bills of a run differ from the same accounts' bills of another: how many by how much."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from invoicing.models import BillRun
from invoicing.queries.run_memory import remembered

REACH: Final = Decimal("0.6")
BINS: Final = 24

_CHANGES: Final = """
WITH change AS (
    SELECT (bill.total / (bill.to_date - bill.from_date)) / (earlier.total / (earlier.to_date - earlier.from_date))
           - 1 AS ratio
    FROM invoicing_invoice bill
    JOIN invoicing_billrunbatch batch ON batch.id = bill.batch_id AND batch.bill_run_id = %(run_id)s
    JOIN invoicing_invoice earlier ON earlier.account_id = bill.account_id AND earlier.total > 0
        AND earlier.currency = bill.currency
    JOIN invoicing_billrunbatch earlier_batch ON earlier_batch.id = earlier.batch_id
        AND earlier_batch.bill_run_id = %(earlier_id)s
)
SELECT (SELECT array_agg(ARRAY[place, count]) FROM (
           SELECT width_bucket(ratio, -%(reach)s, %(reach)s, %(bins)s) AS place, count(*) AS count
           FROM change GROUP BY 1) counted),
       percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY ratio)
FROM change
"""


@dataclass(frozen=True, slots=True)
class RunChanges:
    """The changes of what a day costs.

    `counts`: BINS bins from -REACH to +REACH, with one before and one after them for what lies beyond.
    Quartiles are None when no account is in both runs.
    """

    counts: tuple[int, ...]
    lower_quartile: Decimal | None
    median: Decimal | None
    upper_quartile: Decimal | None

    @property
    def compared(self) -> int:
        """How many accounts have a bill in both runs."""
        return sum(self.counts)

    @property
    def beyond(self) -> int:
        """How many changed by more than REACH."""
        return self.counts[0] + self.counts[-1]


def load_run_changes(run: Any, earlier: BillRun) -> RunChanges:
    """The changes from `earlier` to `run`, one of `runs_with_counts`; one query, none if it is known.

    Bills of nothing and credits of the earlier run are left out: there is no ratio to them.
    """
    since = f"changes-{earlier.pk}-{earlier.as_of.timestamp()}"
    return remembered(since, run, lambda: _changes(run, earlier))


def _changes(run: BillRun, earlier: BillRun) -> RunChanges:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, {"run_id": run.pk, "earlier_id": earlier.pk, "reach": REACH, "bins": BINS})
        places, quartiles = cursor.fetchone()
    found = dict(places or ())
    known = [None if value is None else Decimal(str(value)) for value in quartiles or (None, None, None)]
    return RunChanges(tuple(found.get(place, 0) for place in range(BINS + 2)), *known)
