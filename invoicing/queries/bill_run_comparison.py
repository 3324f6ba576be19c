"""Two bill runs, account by account: what changed, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from invoicing.drafting.bill_differences import (
    BillFacts,
    Cause,
    CountedAmount,
    Difference,
    tell_apart,
)
from invoicing.models import BillRun

_BILLS: Final = """
SELECT batch.bill_run_id, invoice.id, account.id, account.number, customer.name, invoice.currency, invoice.total,
       invoice.to_date - invoice.from_date, coalesce(line.by_days, 0), coalesce(line.version_ids, '{}')
FROM invoicing_invoice invoice
JOIN invoicing_billrunbatch batch ON batch.id = invoice.batch_id
JOIN invoicing_account account ON account.id = invoice.account_id
JOIN invoicing_customer customer ON customer.id = account.customer_id
LEFT JOIN LATERAL (
    SELECT sum(amount + tax_amount) FILTER (WHERE trace ->> 'of' = 'days') AS by_days,
           array_agg(DISTINCT plan_version_id) AS version_ids
    FROM invoicing_invoiceline WHERE invoice_id = invoice.id
) line ON true
WHERE batch.bill_run_id = ANY(%(run_ids)s)
"""
# The quantity of a charge is told by each of its tiers, and by bucket.
_COUNTED: Final = """
SELECT invoice_id, metric || ' ' || charge_code || ' ' || subscription_id, sum(quantity), sum(amount), is_demand
FROM (
    SELECT line.invoice_id, line.subscription_id, line.trace ->> 'm' AS metric, line.charge_code, line.bucket,
           line.trace ->> 'of' = 'peak_demand' AS is_demand, max((line.trace ->> 'q')::numeric) AS quantity,
           sum(line.amount + line.tax_amount) AS amount
    FROM invoicing_invoiceline line
    JOIN invoicing_invoice invoice ON invoice.id = line.invoice_id
    JOIN invoicing_billrunbatch batch ON batch.id = invoice.batch_id
    WHERE batch.bill_run_id = ANY(%(run_ids)s) AND line.trace ? 'm'
    GROUP BY 1, 2, 3, 4, 5, 6
) bucket
GROUP BY invoice_id, subscription_id, metric, charge_code, is_demand
"""


@dataclass(frozen=True, slots=True)
class ComparedAccount:
    """An account's bills in both runs; None where it has none. Ids are for links."""

    account_id: int
    account_number: str
    customer_name: str
    currency: str
    before: Decimal | None
    now: Decimal | None
    before_id: int | None
    now_id: int | None
    difference: Difference


@dataclass(frozen=True, slots=True)
class CauseTotal:
    """Accounts of one cause and currency: how many, and what they differ by together."""

    cause: Cause
    currency: str
    accounts: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class _Row:
    account_number: str
    customer_name: str
    invoice_id: int
    facts: BillFacts


def load_run_comparison(earlier: BillRun, later: BillRun) -> list[ComparedAccount]:
    """Every account with a bill in one of the runs, the largest difference first; two queries."""
    run_ids = [earlier.pk, later.pk]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"run_ids": run_ids})
        counted: defaultdict[int, dict[str, CountedAmount]] = defaultdict(dict)
        for invoice_id, name, quantity, amount, is_demand in cursor.fetchall():
            counted[invoice_id][name] = CountedAmount(quantity, amount, grows_with_days=not is_demand)
        cursor.execute(_BILLS, {"run_ids": run_ids})
        rows: dict[int, dict[tuple[int, str], _Row]] = {run_id: {} for run_id in run_ids}
        for run_id, invoice_id, account_id, number, name, currency, total, days, by_days, versions in cursor:
            facts = BillFacts(total, days, by_days, counted[invoice_id], frozenset(versions))
            rows[run_id][account_id, currency] = _Row(number, name, invoice_id, facts)
    before, now = rows[earlier.pk], rows[later.pk]
    compared = [_compared(key, before.get(key), now.get(key)) for key in before.keys() | now.keys()]
    return sorted(compared, key=lambda one: (-abs(one.difference.total), one.account_number))


def cause_totals(compared: Sequence[ComparedAccount]) -> list[CauseTotal]:
    """The accounts grouped by cause and currency, in the order of the causes."""
    groups: defaultdict[tuple[Cause, str], list[Decimal]] = defaultdict(list)
    for one in compared:
        groups[one.difference.cause, one.currency].append(one.difference.total)
    order = {cause: place for place, cause in enumerate(Cause)}
    return [
        CauseTotal(cause, currency, len(found), sum(found, Decimal(0)))
        for (cause, currency), found in sorted(
            groups.items(), key=lambda group: (order[group[0][0]], group[0][1])
        )
    ]


def _compared(key: tuple[int, str], before: _Row | None, now: _Row | None) -> ComparedAccount:
    account_id, currency = key
    known: Any = now or before
    return ComparedAccount(
        account_id=account_id,
        account_number=known.account_number,
        customer_name=known.customer_name,
        currency=currency,
        before=before.facts.total if before else None,
        now=now.facts.total if now else None,
        before_id=before.invoice_id if before else None,
        now_id=now.invoice_id if now else None,
        difference=tell_apart(before.facts if before else None, now.facts if now else None, currency),
    )
