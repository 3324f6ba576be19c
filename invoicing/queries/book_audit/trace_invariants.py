"""Lines: every amount follows from the trace that is stored with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import DecimalField

from invoicing.models import InvoiceLine
from invoicing.queries.book_audit.invariants import EXAMPLES_SHOWN, AuditedInvariant
from pricing.money import round_amount
from pricing.rating import replay

_LINES_AT_ONCE: Final = 5_000
TRACE_SENTENCE: Final = "The quantity, exact amount and amount of every line follow from its trace alone."
_NEXT_LINES: Final = """
SELECT line.id, coalesce(invoice.number, 'draft ' || invoice.id), line.position,
       line.quantity, line.exact_amount, line.amount, line.trace
FROM invoicing_invoiceline line JOIN invoicing_invoice invoice ON invoice.id = line.invoice_id
WHERE line.id > %s ORDER BY line.id LIMIT %s
"""


def audit_traces() -> AuditedInvariant:
    """Replay every line, a few thousand at a time.

    A quantity or exact amount without end is stored with as many decimals as its column has; it is compared
    with as many.
    """
    count = 0
    examples: list[str] = []
    quantity_scale, exact_scale = _scale("quantity"), _scale("exact_amount")
    for invoice, position, quantity, exact, amount, trace in _lines():
        stated = quantity, exact, amount
        try:
            replayed = replay(json.loads(trace))
            follows: Any = (
                round_amount(replayed.quantity, quantity_scale),
                round_amount(replayed.exact_amount, exact_scale),
                replayed.amount,
            )
        except Exception as error:  # noqa: BLE001 a damaged trace can be anything; that it is, is what is told
            follows = error
        if follows != stated:
            count += 1
            if len(examples) < EXAMPLES_SHOWN:
                examples.append(
                    f"{invoice} line {position}: {_told(stated)}, but the trace gives {_told(follows)}"
                )
    return AuditedInvariant("I6", TRACE_SENTENCE, count, tuple(examples))


def _lines() -> Iterator[tuple[Any, ...]]:
    last_id = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_NEXT_LINES, [last_id, _LINES_AT_ONCE])
            rows = cursor.fetchall()
        if not rows:
            return
        for row in rows:
            yield row[1:]
        last_id = rows[-1][0]


def _scale(name: str) -> int:
    field = InvoiceLine._meta.get_field(name)
    assert isinstance(field, DecimalField)
    assert field.decimal_places is not None
    return field.decimal_places


def _told(figures: tuple[Decimal, ...] | Exception) -> str:
    if isinstance(figures, Exception):
        return f"{type(figures).__name__}: {figures}"
    return " / ".join(f"{figure.normalize():f}" for figure in figures)
