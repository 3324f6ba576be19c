"""What was billed, by month, plan and currency; credited invoices taken off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

# A credit note takes back its whole invoice, in the month in which it is issued.
_REVENUE = """
WITH document AS (
    SELECT id AS invoice_id, issue_date, 1 AS sign FROM invoicing_invoice
    WHERE state = 'FINALIZED' AND issue_date >= %(from_date)s AND issue_date < %(to_date)s
    UNION ALL
    SELECT invoice_id, issue_date, -1 FROM invoicing_creditnote
    WHERE issue_date >= %(from_date)s AND issue_date < %(to_date)s
)
SELECT date_trunc('month', document.issue_date)::date AS month, plan.code, plan.name, invoice.currency,
       count(DISTINCT document.invoice_id) FILTER (WHERE sign > 0), sum(sign * line.amount), sum(sign * line.tax_amount)
FROM document
JOIN invoicing_invoice invoice ON invoice.id = document.invoice_id
JOIN invoicing_invoiceline line ON line.invoice_id = invoice.id
JOIN pricing_planversion version ON version.id = line.plan_version_id
JOIN pricing_plan plan ON plan.id = version.plan_id
GROUP BY 1, 2, 3, 4 ORDER BY 1, 4, 2
"""


@dataclass(frozen=True, slots=True)
class RevenueRow:
    """A month's invoices on a plan: how many were issued, and their net and tax less what was credited."""

    month: date
    plan_code: str
    plan_name: str
    currency: str
    invoices: int
    net: Decimal
    tax: Decimal


def load_revenue(from_date: date, to_date: date) -> list[RevenueRow]:
    """Revenue by date of issue from `from_date` up to, not including, `to_date`; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_REVENUE, {"from_date": from_date, "to_date": to_date})
        return [RevenueRow(*row) for row in cursor.fetchall()]
