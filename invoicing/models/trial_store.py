"""What a batch of a trial came to, into the tables by COPY."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import psycopg
from django.db import connection

from invoicing.models.draft_store import Target, copy_rows
from invoicing.trials.tried_month import LeftOut, TriedAccount

_EFFECT: Final[Target] = (
    "invoicing_trialeffect",
    {
        "batch_id": "int8",
        "tried_id": "int8",
        "account_id": "int8",
        "plan_id": "int8",
        "utility_id": "int8",
        "months": "int2",
        "old_net": "numeric",
        "old_tax": "numeric",
        "new_net": "numeric",
        "new_tax": "numeric",
        "old_months": "numeric[]",
        "new_months": "numeric[]",
        "usage": "numeric",
    },
)
_REFUSAL: Final[Target] = (
    "invoicing_trialrefusal",
    {
        "batch_id": "int8",
        "tried_id": "int8",
        "account_id": "int8",
        "months": "int2",
        "code": "varchar",
        "reason": "varchar",
    },
)


def store_tried_accounts(
    batch_id: int, tried_id: int, accounts: Iterable[TriedAccount], left_out: Iterable[LeftOut]
) -> None:
    """Write the effects and refusals of a tried version in a batch; two statements."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor, connection.wrap_database_errors:
        copy_rows(
            cursor,
            _EFFECT,
            (
                (
                    batch_id,
                    tried_id,
                    one.effect.account_id,
                    one.effect.plan_id,
                    one.effect.utility_id,
                    one.effect.months,
                    one.effect.old,
                    one.effect.old_tax,
                    one.effect.new,
                    one.effect.new_tax,
                    list(one.old_months),
                    list(one.new_months),
                    one.effect.usage,
                )
                for one in accounts
            ),
        )
        copy_rows(
            cursor,
            _REFUSAL,
            ((batch_id, tried_id, one.account_id, one.months, one.code, one.reason) for one in left_out),
        )
