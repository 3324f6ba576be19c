"""`manage.py benchmark`: how fast it is on this machine, always beside a baseline of the same run."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from billing_site.benchmarks.billing_speed import measure_billing
from billing_site.benchmarks.import_speed import measure_import, measure_parsing, stored_bytes_per_reading
from billing_site.benchmarks.rating_speed import measure_rating
from billing_site.benchmarks.sample_world import store_sample_world


class Command(BaseCommand):
    """Measure parsing, import, rating and billing in a database of its own, which is dropped afterwards."""

    help = "Measure import, rating and billing; nothing of your data is touched."

    def add_arguments(self, parser: CommandParser) -> None:
        """How large."""
        parser.add_argument("--accounts", type=int, default=1000, metavar="N", help="default: 1000")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make a scratch database, measure, and drop it."""
        if options["accounts"] < 1:
            raise CommandError("--accounts must be at least 1")
        self.stdout.write(f"One process, {os.cpu_count()} cores, {options['accounts']:,} accounts\n\n")
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            world = store_sample_world(options["accounts"])
            for measure in (measure_parsing, measure_import):
                self.stdout.write(str(measure(world)))
            self.stdout.write(f"{'stored':<28} {stored_bytes_per_reading(world):>12.2f} bytes a reading")
            self.stdout.write(str(measure_rating()))
            for figure in measure_billing(world):
                self.stdout.write(str(figure))
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
