"""Write a stored plan document to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pricing.models import PlanVersion
from pricing.plan_documents.canonical import canonical_text


class Command(BaseCommand):
    """Export the document of a plan version."""

    help = "Write a plan version's document: the latest published one, or the draft if none is published."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Here --version is the plan's; Django's own says which Django this is and gives way."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """Which plan, and where to."""
        parser.add_argument("code", metavar="CODE", help="the plan's code")
        parser.add_argument(
            "--version", dest="number", type=int, metavar="N", help="default: the latest published"
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")

    def handle(self, *args: Any, code: str, number: int | None, output: Path | None, **options: Any) -> None:
        """Find the version and write its canonical text."""
        text = canonical_text(self._version(code, number).document)
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}") from error

    def _version(self, code: str, number: int | None) -> PlanVersion:
        versions = PlanVersion.objects.filter(plan__code=code)
        if number is not None:
            version = versions.filter(number=number).first()
        else:
            published = versions.filter(state=PlanVersion.State.PUBLISHED)
            version = published.order_by("-effective_from").first() or versions.first()
        if version is None:
            which = "" if number is None else f" version {number}"
            raise CommandError(f"there is no plan {code}{which}")
        return version
