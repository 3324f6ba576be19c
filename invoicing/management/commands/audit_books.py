"""Check the books."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from invoicing.queries.book_audit import AuditedInvariant, audit_books

_LEDGER_CODES = frozenset({"I10", "I11"})


class Command(BaseCommand):
    """Tell whether the books are right."""

    help = (
        "Check everything that must hold in the books, whatever happened; exits with 1 if something does not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How it is told."""
        parser.add_argument("--json", action="store_true", help="write one JSON object instead of text")

    def handle(self, *args: Any, **options: Any) -> None:
        """Audit, tell each invariant with what contradicts it, and the ledger last."""
        audited = audit_books()
        if options["json"]:
            self.stdout.write(json.dumps(_facts(audited), ensure_ascii=False, indent=2))
        else:
            self._tell(audited)
        if not all(invariant.holds for invariant in audited):
            sys.exit(1)

    def _tell(self, audited: Sequence[AuditedInvariant]) -> None:
        for invariant in audited:
            if invariant.holds:
                self.stdout.write(f"ok  {invariant.sentence}")
                continue
            self.stdout.write(f"NO  {invariant.sentence}")
            for example in invariant.examples:
                self.stdout.write(f"    {example}")
            more = invariant.violation_count - len(invariant.examples)
            if more:
                self.stdout.write(f"    and {more:,} more")
        violated = sum(not invariant.holds for invariant in audited)
        if violated:
            self.stdout.write(f"{violated} of {len(audited)} statements about the books do not hold")
        self.stdout.write("ledger balanced" if _ledger_balances(audited) else "the ledger is NOT balanced")


def _ledger_balances(audited: Sequence[AuditedInvariant]) -> bool:
    return all(invariant.holds for invariant in audited if invariant.code in _LEDGER_CODES)


def _facts(audited: Sequence[AuditedInvariant]) -> dict[str, Any]:
    return {
        "holds": all(invariant.holds for invariant in audited),
        "ledger_balanced": _ledger_balances(audited),
        "invariants": [{**asdict(invariant), "holds": invariant.holds} for invariant in audited],
    }
