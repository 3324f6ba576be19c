"""`manage.py demo`: a year of a small utility world, through the front doors."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from billing_site.demo.history import ACTOR, History
from billing_site.demo.months import later_month, month_of
from billing_site.demo.people import Person, store_api_key, store_people
from billing_site.demo.plan_story import all_tried, try_next_year
from billing_site.demo.population import demo_world
from billing_site.demo.progress_bar import ProgressBar
from billing_site.demo.sent_files import all_checked, send_files
from billing_site.demo.serving import HOST, PORT, PortTaken, serve
from billing_site.demo.stored_world import store_world
from billing_site.demo.summary import BooksDoNotHold, summary_lines
from billing_site.demo.worker_waits import WorkStuck, wait_for_workers
from billing_site.demo.world import PASSWORD
from billing_site.demo.written_files import OtherMonth, remembered_months, written_files
from billing_site.foundation.clusters import WorkerPool
from invoicing.models import BillRun
from invoicing.use_cases.request_documents import request_documents


class Command(BaseCommand):
    """Write meter files, import them, bill twelve months with worker processes, audit, and tell."""

    help = "Bill a year of meter data for some 300 service points, through the real importer and bill run."

    def add_arguments(self, parser: CommandParser) -> None:
        """The month, and how to end."""
        parser.add_argument(
            "--month", metavar="YYYY-MM", help="last month billed (default: the last one that is over)"
        )
        parser.add_argument("--oneshot", action="store_true", help="end after the summary")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the demo, tell of it, and serve it."""
        if not settings.DEBUG:
            raise CommandError(
                "the demo is not for a production system: it fills the database with its world"
            )
        directory = settings.VAR_DIR / "demo"
        started = time.monotonic()
        try:
            # A year's documents take longer than its bills: they are made when they are asked for.
            environment = {**os.environ, "DOCUMENTS_WHEN_FINALIZED": "off"}
            with WorkerPool(options["workers"], report=self._note, environment=environment) as pool:
                lines = self._make(directory, options, pool)
                if options["oneshot"]:
                    wait_for_workers(pool, all_checked, "the check of the files sent")
                    wait_for_workers(pool, all_tried, "the trial of next year's prices")
                self.stdout.write(f"\nDone in {time.monotonic() - started:.0f} s.\n")
                self.stdout.write("\n".join(lines))
                if not options["oneshot"]:
                    latest = BillRun.objects.filter(state=BillRun.State.FINALIZED).latest("to_date")
                    request_documents(bill_run=latest)
                    self.stdout.write(f"\nServing http://{HOST}:{PORT}/ until Ctrl-C.")
                    serve(pool)
        except (OtherMonth, WorkStuck, BooksDoNotHold, PortTaken) as error:
            raise CommandError(str(error)) from error

    def _make(self, directory: Path, options: dict[str, Any], pool: WorkerPool) -> list[str]:
        last_month, until = _months(options["month"], directory / "files", timezone.now())
        call_command("migrate", verbosity=0)
        world = demo_world(last_month)
        self.stdout.write(
            f"Twelve months to {last_month:%B %Y}: {len(world.service_points)} service points of"
            f" {len(world.utilities)} utilities, {len(world.accounts)} accounts."
        )
        file_bar = ProgressBar(sys.stderr, "Meter files", "written", 0)
        files = written_files(world, directory / "files", until, file_bar)
        file_bar.finish()
        stored = store_world(
            world, at=datetime(world.first_month.year, world.first_month.month, 1, tzinfo=UTC)
        )
        reading_count = sum(file.reading_count for file in files)
        history = History(
            stored=stored,
            files=files,
            months=[later_month(world.first_month, number) for number in range(12)],
            pool=pool,
            reading_bar=ProgressBar(sys.stderr, "Readings", "imported", reading_count),
            month_bar=ProgressBar(sys.stderr, "Months", "billed", 12),
        )
        played = history.play()
        history.reading_bar.finish()
        history.month_bar.finish()
        try_next_year(world.first_month, later_month(last_month, 1), timezone.now(), ACTOR)
        people = store_people(world)
        send_files(stored, files, directory, timezone.now())
        key = store_api_key(directory, timezone.now())
        return [*summary_lines(played, directory), *_sign_in_lines(people), f"  API key     {key}"]

    def _note(self, text: str) -> None:
        """Keep what the watchdog reports out of the way, but for trouble."""
        if "killed" in text or "died" in text:
            self.stderr.write(text)


def _sign_in_lines(people: Sequence[Person]) -> list[str]:
    width = max(len(person.username) for person in people)
    return [
        f"  Sign in     with the password '{PASSWORD}' as",
        *(f"    {person.username:<{width}}  {person.what}" for person in people),
    ]


def _months(wish: str | None, directory: Path, now: datetime) -> tuple[date, date]:
    """The last billed month and the day before which readings end: as wished, as before, or the latest."""
    remembered = remembered_months(directory)
    if wish is None:
        if remembered is not None:
            return remembered
        last_month = later_month(month_of(now.date()), -1)
    else:
        try:
            last_month = date.fromisoformat(f"{wish}-01")
        except ValueError as error:
            raise CommandError(f"--month {wish} is not a month: write it as 2026-10") from error
        if remembered is not None and remembered[0] == last_month:
            return remembered
    end = later_month(last_month, 1)
    if end > now.date():
        raise CommandError(f"--month {last_month:%Y-%m} is not over yet")
    # No reading may lie in the future anywhere: yesterday is over in every time zone the day after.
    return last_month, max(end, min(later_month(end, 1), now.date() - timedelta(days=1)))
