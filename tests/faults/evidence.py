"""What crash tests ask the database, whatever the operation was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from billing_site.foundation.models import AuditEntry
from invoicing.queries.book_audit import audit_books

RECEIVED_AT = datetime(2026, 2, 1, 6, tzinfo=UTC)


def broken_invariants() -> list[str]:
    """Every invariant of the books that does not hold, with an example."""
    return [
        f"{audited.code} {audited.sentence} {audited.examples[:1]}"
        for audited in audit_books()
        if not audited.holds
    ]


def audit_count(rows: Any) -> int:
    """How many audit entries the rows have."""
    return AuditEntry.objects.filter(
        subject_type=rows.model._meta.label_lower, subject_id__in=[str(row.pk) for row in rows]
    ).count()
