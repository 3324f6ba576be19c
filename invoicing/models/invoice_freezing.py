"""Drafts become final: number, dates and parties in one statement for a whole batch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from invoicing.models.document_numbers import INVOICE_SERIES, document_number

# What is printed on the invoice is kept as it was: customers move, sites and plans are renamed.
_FREEZE = """
UPDATE invoicing_invoice invoice
SET state = 'FINALIZED', series = %(series)s, year = %(year)s, sequence_number = given.sequence_number,
    number = given.number, issue_date = %(issue_date)s, due_date = %(issue_date)s + account.payment_days,
    parties = jsonb_build_object(
        'seller', %(seller)s::jsonb,
        'customer', jsonb_build_object('number', customer.number, 'name', customer.name, 'email', customer.email,
                                       'street', customer.street, 'city', customer.city),
        'account', jsonb_build_object('number', account.number, 'language', account.language),
        'service_points', coalesce(served.places, '[]'))
FROM unnest(%(ids)s::int8[], %(sequence_numbers)s::int8[], %(numbers)s::text[]) AS given (id, sequence_number, number)
JOIN invoicing_invoice draft ON draft.id = given.id
JOIN invoicing_account account ON account.id = draft.account_id
JOIN invoicing_customer customer ON customer.id = account.customer_id
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object(
        'subscription', subscription.id, 'role', subscription.role, 'code', point.code, 'site', site.name,
        'street', site.street, 'city', site.city, 'zone', site.zone_name,
        'plan', jsonb_build_object('code', plan.code, 'name', coalesce(plan.names ->> account.language, plan.name))
    ) ORDER BY point.code, subscription.role) AS places
    FROM invoicing_subscription subscription
    JOIN metering_servicepoint point ON point.id = subscription.service_point_id
    JOIN metering_site site ON site.id = point.site_id
    JOIN pricing_plan plan ON plan.id = subscription.plan_id
    WHERE subscription.id IN (SELECT subscription_id FROM invoicing_invoiceline WHERE invoice_id = draft.id)
) served
WHERE invoice.id = given.id
RETURNING invoice.id, invoice.number, account.number, invoice.currency, invoice.total, invoice.due_date
"""


@dataclass(frozen=True, slots=True)
class FrozenInvoice:
    """What is to be told about an invoice that has just become final."""

    invoice_id: int
    number: str
    account_number: str
    currency: str
    total: Decimal
    due_date: date


def freeze_invoices(
    draft_ids: Sequence[int], first_number: int, issue_date: date, seller: dict[str, Any]
) -> list[FrozenInvoice]:
    """Number the drafts from `first_number` on in the order given, and make them final; returns them in it."""
    numbers = range(first_number, first_number + len(draft_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            _FREEZE,
            {
                "series": INVOICE_SERIES,
                "year": issue_date.year,
                "issue_date": issue_date,
                "seller": json.dumps(seller),
                "ids": list(draft_ids),
                "sequence_numbers": list(numbers),
                "numbers": [document_number(INVOICE_SERIES, issue_date.year, number) for number in numbers],
            },
        )
        frozen = {row[0]: FrozenInvoice(*row) for row in cursor.fetchall()}
    return [frozen[draft_id] for draft_id in draft_ids]
