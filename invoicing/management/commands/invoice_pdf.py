"""Write an invoice as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from invoicing.models import Invoice
from invoicing.use_cases.issue_document import UnableToIssueDocument, issue_document


class Command(BaseCommand):
    """The PDF of a finalized invoice."""

    help = "Write the PDF of a finalized invoice to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which invoice, and where to."""
        parser.add_argument("number", metavar="NUMBER", help="such as INV-2026-000123")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, number: str, output: Path, **options: Any) -> None:
        """Find the invoice, make its document if there is none yet, write it."""
        invoice = Invoice.objects.filter(number=number).only("pk").first()
        if invoice is None:
            raise CommandError(f"there is no invoice {number}")
        try:
            output.write_bytes(issue_document(invoice_id=invoice.pk, at=timezone.now()).content)
        except UnableToIssueDocument as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}") from error
        self.stdout.write(f"invoice {number} is in {output}")
