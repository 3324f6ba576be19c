"""Load prices of an index from a CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Max, Min
from django.utils import timezone

from pricing.models import PriceIndex
from pricing.use_cases.load_index_prices import UnableToLoadIndexPrices, load_index_prices


class Command(BaseCommand):
    """Load a file of prices as a revision of an index."""

    help = (
        "Load prices of an index: CSV with the columns start (ISO 8601 with an offset) and price. A later file "
        "counts in the place of an earlier one wherever it has a price; a file that came before changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The index, the file, and what the revision is called."""
        parser.add_argument("index", metavar="INDEX", help="the index's code")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--revision", default="", help="its name on bills; the time of receipt without")

    def handle(self, *args: Any, index: str, file: Path, revision: str, **options: Any) -> None:
        """Store it, or say what is wrong with it."""
        found = PriceIndex.objects.filter(code=index).first()
        if found is None:
            codes = (
                ", ".join(PriceIndex.objects.order_by("code").values_list("code", flat=True)) or "none yet"
            )
            raise CommandError(f"there is no index {index} (there are: {codes}): add it in the admin first")
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        try:
            stored = load_index_prices(
                index=found,
                content=content,
                received_at=timezone.now(),
                actor="manage.py load_index_prices",
                revision=revision,
            )
        except UnableToLoadIndexPrices as error:
            raise CommandError(f"{error}\n{file}: nothing was stored") from error
        days = stored.days.aggregate(first=Min("date"), last=Max("date"))
        self.stdout.write(f"{index}: revision {stored.name}, {days['first']} to {days['last']} (UTC days)")
