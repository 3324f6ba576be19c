"""Read plan documents into the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from pricing.models import PlanVersion
from pricing.plan_documents.problems import InvalidPlanDocument, PlanProblem, Severity, refused
from pricing.plan_documents.reading import read_plan_document
from pricing.plan_documents.validation import validate_plan_document
from pricing.use_cases.import_plan import UnableToImportPlan, import_plan
from pricing.use_cases.publish_plan_version import UnableToPublishPlanVersion, publish_plan_version


class Command(BaseCommand):
    """Import plan documents as drafts, all or none."""

    help = "Import plan documents (JSON, format billing-plan/1) as drafts. Nothing is stored if any has an error."

    def add_arguments(self, parser: CommandParser) -> None:
        """Files, and what to do with them."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--publish", action="store_true", help="publish the imported versions too")
        parser.add_argument("--check", action="store_true", help="only look for problems, store nothing")

    def handle(self, *args: Any, files: list[Path], publish: bool, check: bool, **options: Any) -> None:
        """Check every file, then store them in one transaction."""
        documents = {path: self._checked(path) for path in files}
        wrong = [path for path, document in documents.items() if document is None]
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(files)} file(s) have errors; nothing was stored")
        if check:
            self.stdout.write(f"{len(files)} file(s) without errors; nothing was stored")
            return
        with transaction.atomic():
            for path, document in documents.items():
                if document is not None:
                    self.stdout.write(self._stored(path, document, publish))

    def _checked(self, path: Path) -> dict[str, Any] | None:
        """The document, or None after printing its errors."""
        problems: tuple[PlanProblem, ...]
        try:
            document = read_plan_document(path.read_bytes())
        except OSError as error:
            self.stderr.write(
                f"{path}: cannot be read: {error.strerror} (check the name and your permission)"
            )
            return None
        except InvalidPlanDocument as error:
            document, problems = {}, error.problems
        else:
            problems = validate_plan_document(document)
        self._print(path, problems)
        return None if refused(problems) else document

    def _print(self, path: Path, problems: tuple[PlanProblem, ...]) -> None:
        for problem in problems:
            kind = "warning: " if problem.severity is Severity.WARNING else ""
            self.stderr.write(f"{path}: {kind}{problem}")

    def _stored(self, path: Path, document: dict[str, Any], publish: bool) -> str:
        now = timezone.now()
        try:
            version = import_plan(document=document, imported_at=now)
            if publish and version.state == PlanVersion.State.DRAFT:
                version = publish_plan_version(version=version, published_at=now, actor=None)
        except UnableToImportPlan as error:
            self._print(path, error.problems)
            raise CommandError("nothing was stored") from error
        except UnableToPublishPlanVersion as error:
            raise CommandError(f"{path}: {error}; nothing was stored") from error
        state = PlanVersion.State(version.state).label
        return f"{path}: {version}, {state}, from {version.effective_from}"
