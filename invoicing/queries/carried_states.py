"""What the last bill of a subscription left to the next one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db import connection

from pricing.rating.carried import Carried

# A credited bill has released its days and a dropped draft has none: what they left is left no more.
_LEFT: Final = """
SELECT wanted.subscription_id, basis.carried
FROM unnest(%s::int8[], %s::date[]) AS wanted (subscription_id, from_date)
CROSS JOIN LATERAL (
    SELECT claim.invoice_id FROM invoicing_billedperiod claim
    WHERE claim.subscription_id = wanted.subscription_id AND claim.released_at IS NULL
        AND claim.to_date <= wanted.from_date
    ORDER BY claim.from_date DESC, claim.invoice_id DESC LIMIT 1
) last
JOIN invoicing_billedbasis basis USING (invoice_id, subscription_id)
WHERE basis.carried <> '{}'
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
