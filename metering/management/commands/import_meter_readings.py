"""Record the meter readings of CSV files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from metering.models import Utility
from metering.use_cases.import_register_readings import (
    UnableToImportRegisterReadings,
    import_register_readings,
)

_ACTOR = "manage.py import_meter_readings"
_ERRORS_SHOWN = 20


class Command(BaseCommand):
    """Record numbers read from dials, each file whole or not at all."""

    help = (
        "Record meter readings from CSV files with the columns service_point, date and value, and if wanted "
        "channel, meter and kind (actual, customer, estimated); for channels that are read by dial."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose readings, and the files."""
        parser.add_argument(
            "utility", metavar="UTILITY", help="code of the utility whose service points they are"
        )
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Record file by file; the first that cannot be taken ends it."""
        utility = Utility.objects.filter(code=options["utility"]).first()
        if utility is None:
            raise CommandError(f"utility {options['utility']} is unknown: add it, or correct the code")
        for path in options["files"]:
            try:
                with path.open("rb") as source:
                    count = import_register_readings(
                        utility=utility, source=source, received_at=timezone.now(), actor=_ACTOR
                    )
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}") from error
            except UnableToImportRegisterReadings as error:
                raise CommandError("\n".join([f"{path}: {error}", *_lines(error)])) from error
            self.stdout.write(f"{path}: {count:,} meter reading{'' if count == 1 else 's'} recorded")


def _lines(error: UnableToImportRegisterReadings) -> list[str]:
    return [
        f"  row {one.row}, {one.field} {one.value!r}: {one.message}; {one.cure}"
        for one in error.errors[:_ERRORS_SHOWN]
    ]
