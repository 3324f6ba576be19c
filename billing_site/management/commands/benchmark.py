"""`manage.py benchmark`: how fast it is on this machine, always beside a baseline of the same run."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from billing_site.benchmarks.billing_speed import measure_billing
from billing_site.benchmarks.crowd import gather_crowd
from billing_site.benchmarks.document_speed import measure_documents
from billing_site.benchmarks.import_speed import measure_import, measure_parsing, stored_bytes_per_reading
from billing_site.benchmarks.page_speed import PageTime, measure_pages
from billing_site.benchmarks.pysam_bills import has_pysam, race_pysam
from billing_site.benchmarks.rating_speed import measure_memory, measure_rating
from billing_site.benchmarks.sample_world import store_sample_world

Result = TypeVar("Result")
_ACCOUNTS = {"engine": 1_000, "rate": 500, "pages": 100_000, "documents": 500}


class Command(BaseCommand):
    """Measure speed in a database of its own, which is dropped afterwards."""

    help = (
        "Measure import, rating and billing, pages among many accounts, or documents;"
        " nothing of your data is touched."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What, and among how many accounts."""
        parser.add_argument("what", nargs="?", choices=list(_ACCOUNTS), default="engine")
        parser.add_argument(
            "--accounts",
            type=int,
            metavar="N",
            help="default: 1000; 100000 for pages, 500 for documents; rating always takes 500 at a time",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make a scratch database, measure, and drop it."""
        accounts = options["accounts"]
        if accounts is None:
            accounts = _ACCOUNTS[options["what"]]
        if accounts < 1:
            raise CommandError("--accounts must be at least 1")
        self.stdout.write(f"One process, {os.cpu_count()} cores, {accounts:,} accounts\n\n")
        if options["what"] == "rate":
            self._measure_rating()
        elif options["what"] == "engine":
            self._in_scratch_database(lambda: self._measure_engine(accounts))
        elif options["what"] == "documents":
            self._in_scratch_database(lambda: self._measure_documents(accounts))
        else:
            few = max(accounts // 100, 50)
            before = self._in_scratch_database(lambda: self._page_times(few))
            after = self._in_scratch_database(lambda: self._page_times(accounts))
            self._tell_pages(before, after, few)

    def _in_scratch_database(self, measure: Callable[[], Result]) -> Result:
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            return measure()
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)

    def _measure_engine(self, accounts: int) -> None:
        world = store_sample_world(accounts)
        for measure in (measure_parsing, measure_import):
            self.stdout.write(str(measure(world)))
        self.stdout.write(f"{'stored':<28} {stored_bytes_per_reading(world):>12.2f} bytes a reading")
        self.stdout.write(str(measure_rating()))
        for figure in measure_billing(world):
            self.stdout.write(str(figure))

    def _measure_rating(self) -> None:
        self.stdout.write(str(measure_rating()))
        accounts, first, last = measure_memory()
        self.stdout.write(
            f"{'most memory':<28} {last:>12,.0f} MB after {accounts:,} accounts, {first:,.0f} MB after 500"
        )
        if has_pysam():
            self.stdout.write(str(race_pysam()))
        else:
            self.stdout.write("PySAM is not installed: pip install -r requirements-benchmark.txt")

    def _measure_documents(self, accounts: int) -> None:
        figures = measure_documents(store_sample_world(accounts))
        self.stdout.write(str(figures.speed))
        self.stdout.write(
            f"{'each':<28} {figures.bytes_each:>12,.0f} bytes"
            f"       against {figures.baseline_bytes_each:,.0f} bytes"
        )

    def _page_times(self, accounts: int) -> list[PageTime]:
        gather_crowd(accounts)
        return measure_pages()

    def _tell_pages(self, before: list[PageTime], after: list[PageTime], few: int) -> None:
        self.stdout.write(f"{'page':<20} {'p95':>10} {'queries':>8}   against {few:,} accounts")
        for small, large in zip(before, after, strict=True):
            self.stdout.write(
                f"{large.name:<20} {large.p95_ms:>7.0f} ms {large.queries:>8}"
                f"   {large.p95_ms / small.p95_ms:>5.1f} x, {large.queries - small.queries:+} queries"
            )
