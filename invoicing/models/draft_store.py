"""Drafts of a whole batch in and out of the tables: COPY in, set-based statements out.

The only module besides the models that knows the columns of a draft's parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import psycopg
from django.db import connection
from psycopg.types.json import Jsonb

from invoicing.drafting.drafts import Draft, DraftLine

# A table, and the type of each of its columns that are written.
Target = tuple[str, dict[str, str]]
_INVOICE: Final[Target] = (
    "invoicing_invoice",
    {
        "id": "int8",
        "account_id": "int8",
        "batch_id": "int8",
        "state": "varchar",
        "from_date": "date",
        "to_date": "date",
        "as_of": "timestamptz",
        "currency": "varchar",
        "net": "numeric",
        "tax": "numeric",
        "total": "numeric",
        "series": "varchar",
        "parties": "jsonb",
    },
)
_LINE: Final[Target] = (
    "invoicing_invoiceline",
    {
        "invoice_id": "int8",
        "position": "int2",
        "subscription_id": "int8",
        "plan_version_id": "int8",
        "from_date": "date",
        "to_date": "date",
        "kind": "varchar",
        "charge_code": "varchar",
        "label": "varchar",
        "bucket": "varchar",
        "tier": "int2",
        "quantity": "numeric",
        "unit": "varchar",
        "unit_price": "numeric",
        "exact_amount": "numeric",
        "amount": "numeric",
        "tax_code": "varchar",
        "tax_amount": "numeric",
        "trace": "jsonb",
    },
)
_TAX: Final[Target] = (
    "invoicing_invoicetax",
    {
        "invoice_id": "int8",
        "code": "varchar",
        "label": "varchar",
        "percent": "numeric",
        "base": "numeric",
        "amount": "numeric",
    },
)
_CLAIM: Final[Target] = (
    "invoicing_billedperiod",
    {
        "invoice_id": "int8",
        "subscription_id": "int8",
        "charge_group": "varchar",
        "from_date": "date",
        "to_date": "date",
    },
)
_BASIS: Final[Target] = (
    "invoicing_billedbasis",
    {"invoice_id": "int8", "subscription_id": "int8", "basis": "jsonb", "carried": "jsonb"},
)
_NO_PARTIES: Final = Jsonb({})
_PARTS: Final = ("billhold", "billedbasis", "billedperiod", "invoicetax", "invoiceline")


def store_drafts(batch_id: int, as_of: datetime, drafts: Sequence[Draft]) -> list[int]:
    """Write the drafts with lines, taxes, claims and bases, in six statements; returns their ids, in the order given.

    The columns round what has more decimals than they hold (half away from zero). Raises IntegrityError when a claim is made already; the transaction must then be given up.
    """
    if not drafts:
        return []
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor, connection.wrap_database_errors:
        ids = _new_ids(cursor, len(drafts))
        numbered = list(zip(ids, drafts, strict=True))
        copy_rows(cursor, _INVOICE, (_invoice(pk, draft, batch_id, as_of) for pk, draft in numbered))
        copy_rows(cursor, _LINE, (row for pk, draft in numbered for row in _lines(pk, draft.lines)))
        copy_rows(
            cursor,
            _TAX,
            (
                (pk, tax.code, tax.label, tax.percent, tax.base, tax.amount)
                for pk, draft in numbered
                for tax in draft.taxes
            ),
        )
        copy_rows(
            cursor,
            _CLAIM,
            (
                (pk, claim.subscription_id, claim.charge_group, claim.span.from_date, claim.span.to_date)
                for pk, draft in numbered
                for claim in draft.claims
            ),
        )
        copy_rows(
            cursor,
            _BASIS,
            (
                (pk, one.subscription_id, Jsonb(one.basis.as_json()), Jsonb(dict(one.carried)))
                for pk, draft in numbered
                for one in draft.bases
            ),
        )
    return ids


def drop_drafts(batch_ids: Sequence[int]) -> int:
    """Delete the batches' drafts with all their parts; returns how many there were.

    The database refuses when one of the invoices is finalized.
    """
    ids = list(batch_ids)
    of_batches = "SELECT id FROM invoicing_invoice WHERE batch_id = ANY(%s)"
    with connection.cursor() as cursor:
        for part in _PARTS:
            cursor.execute(f"DELETE FROM invoicing_{part} WHERE invoice_id IN ({of_batches})", [ids])
        cursor.execute("DELETE FROM invoicing_invoice WHERE batch_id = ANY(%s)", [ids])
        return int(cursor.rowcount)


def _new_ids(cursor: psycopg.Cursor[Any], count: int) -> list[int]:
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence('invoicing_invoice', 'id')) FROM generate_series(1, %s)",
        [count],
    )
    # Numbers are given in the order of ids, so the ids are to be in the order of the accounts.
    return sorted(pk for (pk,) in cursor)


def copy_rows(cursor: psycopg.Cursor[Any], target: Target, rows: Iterable[tuple[Any, ...]]) -> None:
    """COPY the rows, whose values are in the order of the target's columns."""
    table, columns = target
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(list(columns.values()))
        for row in rows:
            copy.write_row(row)


def _invoice(pk: int, draft: Draft, batch_id: int, as_of: datetime) -> tuple[Any, ...]:
    return (
        pk,
        draft.account_id,
        batch_id,
        "DRAFT",
        draft.span.from_date,
        draft.span.to_date,
        as_of,
        draft.currency,
        draft.net,
        draft.tax,
        draft.total,
        "",
        _NO_PARTIES,
    )


def _lines(pk: int, lines: Sequence[DraftLine]) -> Iterable[tuple[Any, ...]]:
    for position, line in enumerate(lines, start=1):
        service, rated = line.service, line.rated
        yield (
            pk,
            position,
            service.subscription_id,
            service.version.version_id,
            service.span.from_date,
            service.span.to_date,
            str(rated.kind),
            rated.charge_code,
            rated.label,
            rated.bucket or "",
            rated.tier,
            rated.quantity,
            rated.unit,
            rated.unit_price,
            rated.exact_amount,
            rated.amount,
            rated.tax_code or "",
            line.tax_amount,
            Jsonb(rated.trace),
        )
