"""The accounts of a billing cycle cut into ranges of ids: the batches of a bill run."""

from __future__ import annotations

from django.db import connection

from invoicing.models import Account

_RANGES = """
SELECT min(id), max(id)
FROM (
    SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(size)s AS batch
    FROM invoicing_account WHERE billing_cycle_id = %(billing_cycle_id)s
) account
GROUP BY batch ORDER BY batch
"""


_FEWEST_BATCHES, _SMALLEST, _LARGEST = 10, 10, 500


def load_usual_batch_size(billing_cycle_id: int) -> int:
    """How many accounts a batch has: about 500, and fewer where there are few, so that progress can be seen.

    One query.
    """
    count = Account.objects.filter(billing_cycle=billing_cycle_id).count()
    return min(max(-(-count // _FEWEST_BATCHES), _SMALLEST), _LARGEST)


def load_account_ranges(billing_cycle_id: int, size: int) -> list[tuple[int, int]]:
    """First and last id of each `size` accounts of the cycle, in order; in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_RANGES, {"billing_cycle_id": billing_cycle_id, "size": size})
        return [(first, last) for first, last in cursor.fetchall()]
