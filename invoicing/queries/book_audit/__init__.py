"""Whether the books are right: every invariant that must hold whatever happened, checked against the tables."""

from __future__ import annotations

from typing import Final

from invoicing.queries.book_audit.claim_invariants import CLAIM_INVARIANTS
from invoicing.queries.book_audit.invariants import AuditedInvariant, Progress, SqlInvariant
from invoicing.queries.book_audit.invoice_invariants import INVOICE_INVARIANTS
from invoicing.queries.book_audit.ledger_invariants import LEDGER_INVARIANTS
from invoicing.queries.book_audit.number_invariants import NUMBER_INVARIANTS
from invoicing.queries.book_audit.payment_invariants import PAYMENT_INVARIANTS
from invoicing.queries.book_audit.run_invariants import RUN_INVARIANTS
from invoicing.queries.book_audit.trace_invariants import TRACE_SENTENCE, audit_traces

__all__ = ["AuditedInvariant", "audit_books"]

_SQL_INVARIANTS: Final[tuple[SqlInvariant, ...]] = (
    *CLAIM_INVARIANTS,
    *INVOICE_INVARIANTS,
    *NUMBER_INVARIANTS,
    *RUN_INVARIANTS,
    *LEDGER_INVARIANTS,
    *PAYMENT_INVARIANTS,
)


def audit_books(progress: Progress | None = None) -> list[AuditedInvariant]:
    """Check every invariant and say which hold; nothing is changed, and work may go on meanwhile.

    Each invariant is checked on a snapshot of its own, in which it must hold. `progress` is called with each
    sentence before it is checked.
    """
    checks = [(invariant.sentence, invariant.check) for invariant in _SQL_INVARIANTS]
    checks.append((TRACE_SENTENCE, audit_traces))
    audited = []
    for sentence, check in checks:
        if progress is not None:
            progress(sentence)
        audited.append(check())
    return audited
