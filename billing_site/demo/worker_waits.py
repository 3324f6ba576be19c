"""Waiting for what the demo's workers do, and looking after them meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.utils import timezone

from billing_site.foundation.clusters import WorkerPool
from billing_site.foundation.jobs import ring_again

_LOOK_EVERY_S: Final = 0.1
_RING_EVERY_S: Final = 10.0
_LONGEST_S: Final = 600.0


class WorkStuck(Exception):
    """The workers do not get on: their messages say why."""


def wait_for_workers(pool: WorkerPool, is_done: Callable[[], bool], what: str) -> None:
    """Return once it is done. Raises WorkStuck, naming `what`, after ten minutes."""
    started = ring_at = time.monotonic()
    while not is_done():
        now = time.monotonic()
        if now - started > _LONGEST_S:
            raise WorkStuck(f"{what} does not get done")
        if pool.watch(_LOOK_EVERY_S) or now - ring_at > _RING_EVERY_S:
            ring_again(timezone.now())
            ring_at = now
