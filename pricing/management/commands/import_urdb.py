"""Make plans of records of the US utility rate database."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from pricing.models import PlanVersion
from pricing.plan_documents.canonical import canonical_text
from pricing.plan_documents.problems import InvalidPlanDocument
from pricing.urdb.conversion import Conversion, convert_record
from pricing.urdb.findings import Weight, grouped
from pricing.urdb.record_reading import UnreadableRecord, read_urdb_record
from pricing.use_cases.import_plan import UnableToImportPlan, import_plan

_WORDS: Final = {Weight.BLOCKS: "blocks", Weight.ASSUMED: "assumed", Weight.LOOK: "look"}
_WIDTH: Final = 110


class Command(BaseCommand):
    """Show what becomes of rate records; store them as drafts when confirmed, all or none."""

    help = (
        "Read rates of the US utility rate database (JSON, v3 to v8) and show every finding. Nothing is stored "
        "without --confirm, which stores drafts; publish them when they are checked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Files, decisions, and whether to store."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--choose",
            action="append",
            default=[],
            metavar="KEY=ANSWER",
            help="decide what a record leaves open, such as demand_window=30; may be given several times",
        )
        parser.add_argument("--document", action="store_true", help="print the plan documents too")
        parser.add_argument("--confirm", action="store_true", help="store the plans as drafts")

    def handle(
        self,
        *args: Any,
        files: list[Path],
        choose: list[str],
        document: bool,
        confirm: bool,
        **options: Any,
    ) -> None:
        """Convert every file, then store all drafts in one transaction."""
        answers = _answers(choose)
        conversions = {path: self._converted(path, answers) for path in files}
        unasked = answers.keys() - {key for one in conversions.values() if one for key in one.asked}
        if unasked:
            raise CommandError(f"nothing asks for {', '.join(sorted(unasked))}; nothing was stored")
        if document:
            for one in conversions.values():
                if one is not None and one.document is not None:
                    self.stdout.write(canonical_text(one.document))
        blocked = [path for path, one in conversions.items() if one is None or one.document is None]
        _refuse_twins(conversions)
        if confirm and blocked:
            raise CommandError(
                f"{len(blocked)} of {len(files)} file(s) cannot be imported; nothing was stored"
            )
        if not confirm:
            can = len(files) - len(blocked)
            self.stdout.write(
                f"{can} of {len(files)} file(s) can be imported with --confirm; nothing was stored"
            )
            return
        with transaction.atomic():
            for path, one in conversions.items():
                if one is not None and one.document is not None:
                    self.stdout.write(_stored(path, one.document))

    def _converted(self, path: Path, answers: dict[str, str]) -> Conversion | None:
        """What became of the file after its findings are printed; None for one that holds no record."""
        try:
            record = read_urdb_record(path.read_bytes())
        except OSError as error:
            self.stderr.write(
                f"{path}: cannot be read: {error.strerror} (check the name and your permission)"
            )
            return None
        except (UnreadableRecord, InvalidPlanDocument) as error:
            self.stderr.write(f"{path}: {error}")
            return None
        # A start in UTC: the day is only a proposal for a record without one.
        conversion = convert_record(record, answers, timezone.now().date())
        self.stdout.write(f"{path}: {'can be imported' if conversion.document else 'cannot be imported'}")
        for line in _finding_lines(conversion):
            self.stdout.write(line)
        return conversion


def _answers(texts: list[str]) -> dict[str, str]:
    answers = dict(text.partition("=")[::2] for text in texts)
    for text in texts:
        if "=" not in text:
            raise CommandError(f'"{text}" is no decision: write it as demand_window=30')
    return answers


def _refuse_twins(conversions: dict[Path, Conversion | None]) -> None:
    """Two drafts of one plan: the second would replace the first."""
    first: dict[str, Path] = {}
    for path, one in conversions.items():
        if one is not None and one.document is not None:
            known = first.setdefault(one.document["code"], path)
            if known != path:
                raise CommandError(
                    f"{known} and {path} both make plan {one.document['code']}: import them one by one; nothing was stored"
                )


def _finding_lines(conversion: Conversion) -> list[str]:
    """A table of what was found, of the decisions, and of what may be written otherwise."""
    lines = []
    for group in grouped(conversion.findings):
        finding = group.finding
        places = (
            f"{group.paths[0]} and {len(group.paths) - 1} more" if len(group.paths) > 1 else group.paths[0]
        )
        text = f"{places}: {finding.message} ({finding.cure})"
        lines += _hanging(f"  {_WORDS[finding.weight]:8}", text)
    for choice in conversion.choices:
        told = ", ".join(f"{option.value}: {option.text}" for option in choice.options)
        lines += _hanging("  choose  ", f"{choice.key}={choice.value} of {told}")
    lines += [f"  write   {entry.key}={entry.value}" for entry in conversion.entries]
    return lines


def _hanging(head: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_long_words=False
    )


def _stored(path: Path, document: dict[str, Any]) -> str:
    try:
        version = import_plan(document=document, imported_at=timezone.now())
    except UnableToImportPlan as error:
        raise CommandError(f"{path}: {error}; nothing was stored") from error
    state = PlanVersion.State(version.state).label
    return f"{path}: {version}, {state}, from {version.effective_from}"
