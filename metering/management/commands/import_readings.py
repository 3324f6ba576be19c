"""Import meter files, each as one batch."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import RowError
from metering.file_formats.time_texts import TimeTexts, UnknownDateFormat
from metering.models import Utility
from metering.usage.local_calendar import LocalCalendar, UnknownTimeZone
from metering.use_cases.import_readings import (
    ImportedReadings,
    UnableToImportReadings,
    import_readings,
)

_ERRORS_SHOWN = 20
_ACTOR = "manage.py import_readings"
_TOLD_BY_OPTIONS = frozenset(["start", "value"])
_OPTIONS = "how a CSV writes is told by --timezone, --date-format, --interval-ending and --decimal-comma"


class Command(BaseCommand):
    """Import meter files: NEM12 or CSV, packed or not."""

    help = (
        "Import meter files (NEM12, or CSV with one reading a row; .zip and .gz too) of a utility, each as one "
        "batch. A file with a row that cannot be taken is refused as a whole, the others are imported; a file "
        "that has been imported already changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose files, which, and what a CSV does not say about itself."""
        parser.add_argument("utility", metavar="UTILITY", help="code of the utility that sends the files")
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--accept-partial",
            action="store_true",
            help="store what can be taken and keep the other rows with the batch as rejected",
        )
        parser.add_argument(
            "--timezone", metavar="Z", help="of CSV times without an offset, such as Europe/Berlin"
        )
        parser.add_argument("--date-format", metavar="F", help="of a CSV, such as %%d/%%m/%%Y %%H:%%M")
        parser.add_argument("--interval-ending", action="store_true", help="CSV times are interval ends")
        parser.add_argument("--decimal-comma", action="store_true", help="CSV values are written as 1,5")
        parser.add_argument("--unit", metavar="U", help="of a CSV that names none; default kWh")
        parser.add_argument(
            "--service-point", metavar="S", help="of a CSV that names none; default the file's name"
        )
        parser.add_argument("--channel", metavar="C", help="of a CSV that names none; default 1")
        parser.add_argument(
            "--step-minutes",
            type=int,
            metavar="N",
            help="interval length of a CSV; default as its times tell",
        )

    def handle(self, *args: Any, utility: str, files: list[Path], **options: Any) -> None:
        """Import one file after the other; fails at the end if one of them was refused."""
        sender, profile = _utility(utility), _profile(options)
        refused = [
            path for path in files if not self._is_taken(sender, path, profile, options["accept_partial"])
        ]
        if refused:
            raise CommandError(
                f"{len(refused)} of {len(files)} file(s) were refused; nothing of them is stored"
            )

    def _is_taken(self, sender: Utility, path: Path, profile: LongCsvProfile, accept_partial: bool) -> bool:
        started = time.monotonic()
        try:
            with path.open("rb") as source:
                imported = import_readings(
                    utility=sender,
                    source=source,
                    source_name=path.name,
                    received_at=timezone.now(),
                    actor=_ACTOR,
                    accept_partial=accept_partial,
                    profile=profile,
                    progress=self._progress(path, started),
                )
        except OSError as error:
            self.stderr.write(
                f"{path}: cannot be read: {error.strerror or error} (check the name and your permission)"
            )
            return False
        except UnableToImportReadings as refusal:
            self._print_refusal(path, refusal)
            return False
        self._print_import(path, imported, time.monotonic() - started)
        return True

    def _progress(self, path: Path, started: float) -> Callable[[int], None] | None:
        """Tell people at a terminal how far it is; logs get the result only."""
        if not self.stderr.isatty():
            return None

        def tell(reading_count: int) -> None:
            rate = reading_count / max(time.monotonic() - started, 0.001)
            self.stderr.write(f"\r{path}: {reading_count:,} readings, {rate:,.0f} readings/s", ending="\r")

        return tell

    def _print_import(self, path: Path, imported: ImportedReadings, seconds: float) -> None:
        batch = imported.batch
        if not imported.is_new:
            self.stdout.write(
                f"{path}: imported already as batch {batch.pk} on {batch.received_at:%Y-%m-%d at %H:%MZ} "
                f"({batch.reading_count:,} readings stored, {batch.rejected_count:,} rejected); nothing changed"
            )
            return
        rate = batch.reading_count / max(seconds, 0.001)
        self.stdout.write(
            f"{path}: {batch.format}, batch {batch.pk}\n"
            f"  readings    {batch.reading_count:>12,}  in {seconds:.1f} s, {rate:,.0f} readings/s\n"
            f"  local days  {imported.day_count:>12,}\n"
            f"  duplicates  {imported.duplicate_count:>12,}\n"
            f"  rejected    {batch.rejected_count:>12,}\n"
            f"  findings    {imported.finding_count:>12,}"
            + ("  (the admin shows them, under Metering)" if imported.finding_count else "")
        )
        rows = batch.rejected_rows.order_by("pk")[:_ERRORS_SHOWN]
        self._print_errors(
            path,
            [RowError(row.row, row.field, row.value, row.message, row.cure) for row in rows],
            imported.error_count,
        )

    def _print_refusal(self, path: Path, refusal: UnableToImportReadings) -> None:
        self._print_errors(path, refusal.errors[:_ERRORS_SHOWN], refusal.error_count)
        self.stderr.write(f"{path}: nothing was stored")
        if any(error.field in _TOLD_BY_OPTIONS for error in refusal.errors):
            self.stderr.write(f"{path}: {_OPTIONS}")

    def _print_errors(self, path: Path, errors: tuple[RowError, ...] | list[RowError], count: int) -> None:
        for error in errors:
            self.stderr.write(f"{path}: {error}")
        if count > len(errors):
            self.stderr.write(f"{path}: and {count - len(errors):,} more problem(s)")


def _utility(code: str) -> Utility:
    try:
        return Utility.objects.get(code=code)
    except Utility.DoesNotExist as error:
        known = ", ".join(Utility.objects.order_by("code").values_list("code", flat=True)[:20])
        raise CommandError(f"there is no utility {code}; there is {known or 'none yet'}") from error


def _profile(options: dict[str, Any]) -> LongCsvProfile:
    zone_name, step_minutes = options["timezone"], options["step_minutes"]
    if step_minutes is not None and step_minutes < 1:
        raise CommandError(f"--step-minutes {step_minutes} is no interval length; write one such as 30")
    try:
        TimeTexts(options["date_format"])
        return LongCsvProfile(
            zone_name=None if zone_name is None else LocalCalendar(zone_name).zone_name,
            date_format=options["date_format"],
            interval_ending=options["interval_ending"],
            decimal_comma=options["decimal_comma"],
            unit=options["unit"],
            service_point=options["service_point"],
            channel=options["channel"],
            step_minutes=step_minutes,
        )
    except UnknownTimeZone as error:
        raise CommandError(f"--timezone: {error}") from error
    except UnknownDateFormat as error:
        raise CommandError(f"--date-format: {error}") from error
