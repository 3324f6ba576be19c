"""`manage.py work`: run the clusters that perform background jobs, and ring for open work every minute."""

import os
import signal
import socket
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from billing_site.foundation.clusters import Limits, WorkerPool
from billing_site.foundation.heartbeats import Heartbeats
from billing_site.foundation.jobs import ring_again

TICK_S = 0.5
HEARTBEATS_EVERY_S = 5.0
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Command(BaseCommand):
    """Perform background jobs until Ctrl-C or SIGTERM."""

    help = "Perform background jobs until Ctrl-C or SIGTERM. Start it on as many hosts as you like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer the number of clusters and the watchdog's patience."""
        limits = Limits()
        for name, default, text in (
            ("--ring-every", 60.0, "how often to ring for open work"),
            ("--canary-limit", limits.canary_s, "replace a cluster that shows no life for so long"),
            ("--stop-limit", limits.stop_s, "how long to let running tasks finish when told to stop"),
        ):
            parser.add_argument(
                name, type=float, default=default, metavar="SECONDS", help=f"{text} (default: {default:g})"
            )
        parser.add_argument(
            "--clusters",
            type=int,
            default=os.cpu_count() or 1,
            metavar="N",
            help="how many clusters (default: one per core)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the pool until a signal asks to stop."""
        if options["clusters"] < 1:
            raise CommandError("There must be at least one cluster.")
        self.stop_asked = self.database_is_away = False
        for number in STOP_SIGNALS:
            signal.signal(number, self._ask_to_stop)
        self.heartbeats = Heartbeats(socket.gethostname())
        limits = Limits(canary_s=options["canary_limit"], stop_s=options["stop_limit"])
        with WorkerPool(options["clusters"], limits=limits, report=self._report) as pool:
            self._run(pool, options["ring_every"])
            self._report("stopping: running tasks may finish")
        self._with_database(self.heartbeats.forget)
        self._report("stopped")

    def _run(self, pool: WorkerPool, ring_every_s: float) -> None:
        ring_at = heartbeats_at = time.monotonic()
        while not self.stop_asked:
            replaced = pool.watch(TICK_S)
            now = time.monotonic()
            # A cluster that was replaced may have taken messages that nobody will ever perform.
            if replaced or now >= ring_at:
                self._with_database(self._ring_again)
                ring_at = now + ring_every_s
            if replaced or now >= heartbeats_at:
                self._with_database(lambda: self.heartbeats.store(pool.clusters, at=timezone.now()))
                heartbeats_at = now + HEARTBEATS_EVERY_S

    def _ring_again(self) -> None:
        for task_path, count in Counter(ring.task_path for ring in ring_again(timezone.now())).items():
            self._report(f"rang {count} times for {task_path}")

    def _with_database(self, action: Callable[[], None]) -> None:
        """Perform the action; that the database is away is reported once, and it is tried again next time."""
        try:
            close_old_connections()
            action()
        except (OperationalError, InterfaceError) as error:
            if not self.database_is_away:
                self._report(f"the database does not answer: {str(error).strip().splitlines()[0]}")
            self.database_is_away = True
        else:
            if self.database_is_away:
                self._report("the database answers again")
            self.database_is_away = False

    def _ask_to_stop(self, *_: object) -> None:
        self.stop_asked = True

    def _report(self, text: str) -> None:
        self.stdout.write(f"{timezone.now():%Y-%m-%d %H:%M:%S} {text}")
        self.stdout.flush()
