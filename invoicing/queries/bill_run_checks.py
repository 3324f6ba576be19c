"""Proofs that a bill run adds up, shown before it is approved and after it was finalized."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.cache import cache
from django.db import connection

from invoicing.models import BillRun
from invoicing.queries.run_memory import A_DAY_S, memory_key, remembered

_A_MINUTE_S: Final = 60

_CHECKS: Final = """
WITH bill AS MATERIALIZED (
    SELECT invoice.id, invoice.net, invoice.tax, invoice.total, invoice.sequence_number
    FROM invoicing_invoice invoice
    JOIN invoicing_billrunbatch batch ON batch.id = invoice.batch_id
    WHERE batch.bill_run_id = %(run_id)s
), line AS (
    SELECT invoice_id, sum(amount) AS net, sum(tax_amount) AS tax FROM invoicing_invoiceline
    WHERE invoice_id IN (SELECT id FROM bill) GROUP BY 1
), claim AS (
    SELECT subscription_id, min(from_date) AS from_date, max(to_date) AS to_date FROM invoicing_billedperiod
    WHERE invoice_id IN (SELECT id FROM bill) GROUP BY 1
), supplied AS (
    SELECT greatest(subscription.start_date, run.from_date) AS from_date,
           least(coalesce(subscription.end_date, run.to_date), run.to_date) AS to_date
    FROM invoicing_billrun run
    JOIN invoicing_account account ON account.billing_cycle_id = run.billing_cycle_id
        AND (run.account_id IS NULL OR account.id = run.account_id)
    JOIN invoicing_subscription subscription ON subscription.account_id = account.id
        AND subscription.start_date < run.to_date AND coalesce(subscription.end_date > run.from_date, true)
    WHERE run.id = %(run_id)s
)
SELECT (SELECT count(*) FROM bill),
       (SELECT count(*) FROM bill JOIN line ON line.invoice_id = bill.id
        WHERE bill.net = line.net AND bill.tax = line.tax AND bill.total = line.net + line.tax),
       (SELECT coalesce(sum(to_date - from_date), 0) FROM claim),
       (SELECT coalesce(sum(to_date - from_date), 0) FROM supplied),
       (SELECT count(*) FROM invoicing_ledgertransaction WHERE invoice_id IN (SELECT id FROM bill)),
       (SELECT coalesce(sum(entry.amount), 0) = 0 FROM invoicing_ledgerentry entry
        JOIN invoicing_ledgertransaction posting ON posting.id = entry.transaction_id
        WHERE posting.invoice_id IN (SELECT id FROM bill)),
       (SELECT coalesce(sum(total) = sum(net) + sum(tax), true) FROM bill),
       (SELECT count(sequence_number) FROM bill)
"""


@dataclass(frozen=True, slots=True)
class RunChecks:
    """What must be true of a run, as it was computed at `checked_at`.

    `adding_up`: bills whose lines and taxes come to their total. `days_billed` are days of services on bills
    of the run, `days_supplied` all that its accounts were supplied in the period: those of exceptions,
    cancelled drafts and other runs too. `is_balanced`: what is, or will be, posted comes to nothing.
    """

    checked_at: datetime
    bills: int
    adding_up: int
    days_billed: int
    days_supplied: int
    posted: int
    is_balanced: bool
    numbered: int

    @property
    def days_unbilled(self) -> int:
        """Days of services that no bill of this run is for."""
        return self.days_supplied - self.days_billed


def load_run_checks(run: Any, now: datetime) -> RunChecks:
    """The proofs of a run from `runs_with_counts`, from lines, claims and postings as they stand; one query.

    Once it is finalized nothing of it can change; until then they are computed anew every minute.
    """
    seconds = A_DAY_S if run.state == BillRun.State.FINALIZED else _A_MINUTE_S
    return remembered("proofs", run, lambda: _checks(run, now), seconds)


def known_run_checks(run: Any) -> RunChecks | None:
    """The proofs if they were computed lately: they take seconds among a million bills."""
    known: RunChecks | None = cache.get(memory_key("proofs", run))
    return known


def _checks(run: BillRun, now: datetime) -> RunChecks:
    with connection.cursor() as cursor:
        cursor.execute(_CHECKS, {"run_id": run.pk})
        bills, adding_up, billed, supplied, posted, is_posted_balanced, is_balanced, numbered = (
            cursor.fetchone()
        )
    return RunChecks(
        now,
        bills,
        adding_up,
        int(billed),
        int(supplied),
        posted,
        is_posted_balanced and is_balanced,
        numbered,
    )
