"""What the last bill of a subscription left to the next one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db import connection

from pricing.rating.carried import Carried

# A credited bill has released its days and a dropped draft has none: what they left is left no more.
_LAST: Final = """
    SELECT claim.invoice_id FROM invoicing_billedperiod claim
    WHERE claim.subscription_id = wanted.subscription_id AND claim.released_at IS NULL
        AND claim.to_date <= wanted.from_date
    ORDER BY claim.from_date DESC, claim.invoice_id DESC LIMIT 1
"""
_LEFT: Final = f"""
SELECT wanted.subscription_id, basis.carried
FROM unnest(%s::int8[], %s::date[]) AS wanted (subscription_id, from_date)
CROSS JOIN LATERAL ({_LAST}) last
JOIN invoicing_billedbasis basis USING (invoice_id, subscription_id)
WHERE basis.carried <> '{{}}'
"""
_OUTDATED: Final = f"""
SELECT DISTINCT wanted.batch_number
FROM (
    SELECT DISTINCT own.invoice_id, own.subscription_id, own.from_date, batch.number AS batch_number
    FROM invoicing_billrunbatch batch
    JOIN invoicing_invoice invoice ON invoice.batch_id = batch.id
    JOIN invoicing_billedperiod own ON own.invoice_id = invoice.id AND own.released_at IS NULL
    WHERE batch.bill_run_id = %s
        AND EXISTS (SELECT FROM invoicing_billedbasis any_bill WHERE any_bill.subscription_id = own.subscription_id)
) wanted
LEFT JOIN LATERAL ({_LAST}) last ON true
LEFT JOIN invoicing_billedbasis before
    ON before.invoice_id = last.invoice_id AND before.subscription_id = wanted.subscription_id
LEFT JOIN invoicing_billedbasis begun
    ON begun.invoice_id = wanted.invoice_id AND begun.subscription_id = wanted.subscription_id
WHERE coalesce(before.carried, '{{}}') <> coalesce(begun.basis -> 'carried', '{{}}')
ORDER BY 1
"""


def load_carried_states(first_days: Mapping[int, date]) -> dict[int, Carried]:
    """By subscription, what the last standing bill before the given day left; nothing for others. One query.

    Drafts of earlier days count as bills: they are finalized first, or the later one is drafted again.
    """
    if not first_days:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [list(first_days), list(first_days.values())])
        return {pk: Carried(json.loads(carried)) for pk, carried in cursor.fetchall()}


def load_outdated_batches(bill_run_id: int) -> tuple[int, ...]:
    """The numbers of a run's batches with a bill that began with something else than the bill before leaves now.

    That one was credited, dropped or drafted again in the meantime. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OUTDATED, [bill_run_id])
        return tuple(number for (number,) in cursor.fetchall())
