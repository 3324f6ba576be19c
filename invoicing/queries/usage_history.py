"""What the places of an invoice used in the months up to it, as it was billed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from django.db import connection

from invoicing.document_values import InvoiceDocument, MonthOfUsage, UsageHistory
from invoicing.queries.invoice_document import load_invoice_documents

# As it was known when the invoice was issued: later bills and credit notes do not count, so that the same
# invoice always shows the same. Tiers of a charge carry the whole quantity each, hence max() before sum();
# where several charges count a metric, one of them tells: the first of all usage, or else of all its buckets.
_BILLED_USAGE: Final = """
WITH shown AS (
    SELECT id, account_id, from_date, issue_date FROM invoicing_invoice WHERE id = ANY(%(invoice_ids)s)
), bill AS (
    SELECT shown.id AS shown_id, bill.id, bill.id = shown.id AS is_shown
    FROM shown JOIN invoicing_invoice bill ON bill.account_id = shown.account_id
    WHERE bill.id = shown.id OR (
        bill.state = 'FINALIZED' AND bill.from_date < shown.from_date
        AND bill.from_date >= date_trunc('month', shown.from_date) - interval '1 year'
        AND (shown.issue_date IS NULL OR bill.issue_date <= shown.issue_date)
        AND NOT EXISTS (SELECT FROM invoicing_creditnote note WHERE note.invoice_id = bill.id
                        AND (shown.issue_date IS NULL OR note.issue_date <= shown.issue_date)))
), counted AS (
    SELECT bill.shown_id, bill.id AS bill_id, bill.is_shown, line.subscription_id, line.from_date, line.unit,
           line.trace ->> 'm' AS metric, line.trace ->> 'of' AS way, line.charge_code,
           min(line.label) AS label, min(line.position) AS position, max((line.trace ->> 'q')::numeric) AS quantity
    FROM bill JOIN invoicing_invoiceline line ON line.invoice_id = bill.id
    WHERE line.trace ->> 'm' IS NOT NULL AND line.trace ->> 'of' IN ('total', 'bucket_total')
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, line.trace ->> 'b'
), charged AS (
    SELECT shown_id, bill_id, is_shown, subscription_id, from_date, unit, metric, way,
           min(label) AS label, min(position) AS position, sum(quantity) AS quantity
    FROM counted GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, charge_code
), told AS (
    SELECT DISTINCT ON (shown_id, bill_id, subscription_id, from_date, metric) shown_id, is_shown, subscription_id,
           from_date, unit, metric, quantity, min(position) OVER of_metric AS position,
           first_value(label) OVER (of_metric ORDER BY position) AS label
    FROM charged WINDOW of_metric AS (PARTITION BY shown_id, bill_id, subscription_id, from_date, metric)
    ORDER BY shown_id, bill_id, subscription_id, from_date, metric, way = 'total' DESC, charged.position
)
SELECT told.shown_id, subscription.service_point_id, subscription.role, told.metric, told.is_shown,
       date_trunc('month', told.from_date)::date AS first_day, told.unit, min(told.label) AS label,
       min(told.subscription_id) AS subscription_id, sum(told.quantity) AS quantity
FROM told JOIN invoicing_subscription subscription ON subscription.id = told.subscription_id
GROUP BY 1, 2, 3, 4, 5, 6, 7
ORDER BY told.is_shown DESC, min(told.position), first_day
"""


class _Row(NamedTuple):
    invoice_id: int
    service_point_id: int
    role: int
    metric: str
    is_shown: bool
    first_day: Any
    unit: str
    label: str
    subscription_id: int
    quantity: Any


def load_documents_to_print(invoice_ids: Collection[int]) -> dict[int, InvoiceDocument]:
    """As `load_invoice_documents`, with the usage of the last 13 months; one query more."""
    documents = load_invoice_documents(invoice_ids)
    histories = load_usage_histories(invoice_ids)
    return {pk: replace(document, usage=histories.get(pk, ())) for pk, document in documents.items()}


def load_usage_histories(invoice_ids: Collection[int]) -> Mapping[int, tuple[UsageHistory, ...]]:
    """By invoice or draft, a history for each place and metric that it bills; one query, however many.

    Each goes from the same month of the year before up to the invoice's. Earlier bills are those of the
    account: what somebody else used at the place before is not told. Months billed in another unit are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BILLED_USAGE, {"invoice_ids": list(invoice_ids)})
        rows = [_Row(*row) for row in cursor.fetchall()]
    by_place: defaultdict[tuple[Any, ...], list[_Row]] = defaultdict(list)
    for row in rows:  # those of the invoice itself come first
        by_place[row.invoice_id, row.service_point_id, row.role, row.metric].append(row)
    histories: defaultdict[int, list[UsageHistory]] = defaultdict(list)
    for (invoice_id, *_), of_place in by_place.items():
        if of_place[0].is_shown:
            histories[invoice_id].append(_history(of_place[0], of_place))
    return {invoice_id: tuple(found) for invoice_id, found in histories.items()}


def _history(shown: _Row, rows: Iterable[_Row]) -> UsageHistory:
    months: defaultdict[Any, Any] = defaultdict(int)
    for row in rows:
        if row.unit == shown.unit:
            months[row.first_day] += row.quantity
    return UsageHistory(
        shown.subscription_id,
        shown.label,
        shown.unit,
        tuple(MonthOfUsage(first_day, months[first_day]) for first_day in sorted(months)),
    )
