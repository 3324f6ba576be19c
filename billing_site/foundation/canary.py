"""The canary: a task that passes through every process of one cluster, to show that none of them hangs.

It never touches the database, so that neither a long queue nor a database that is away looks like a cluster
that hangs: the broker, asked by the cluster's pusher, hands out a canary of this very cluster now and then;
a worker performs it; and when the cluster's monitor acknowledges it, the watchdog reads one byte from a pipe.
"""

import os
import time
from contextlib import suppress
from typing import Any

from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.signing import SignedPackage

CANARY = "canary"


def sing() -> None:
    """Do nothing: that a worker got round to it is the message."""


class CanaryBroker(ORM):
    """django-q's ORM broker, with a canary among its messages every `every_s` seconds.

    `pipe` is the non-blocking writing end of the pipe to the watchdog.
    """

    def __init__(self, *, pipe: int, every_s: float) -> None:
        super().__init__()
        self.pipe = pipe
        self.every_s = every_s
        self.next_at = time.monotonic()

    def dequeue(self) -> list[tuple[Any, str]] | None:
        """Return a canary if one is due, else what the queue has."""
        if time.monotonic() < self.next_at:
            messages: list[tuple[Any, str]] | None = super().dequeue()
            return messages
        self.next_at = time.monotonic() + self.every_s
        canary = {
            "id": CANARY,
            "name": CANARY,
            "func": f"{__name__}.{sing.__name__}",
            "args": (),
            "kwargs": {},
            "started": timezone.now(),
            "save": False,
        }
        return [(CANARY, SignedPackage.dumps(canary))]

    def acknowledge(self, task_id: Any) -> None:
        """Tell the watchdog that the canary came through, or the queue that a message is done with."""
        if task_id != CANARY:
            super().acknowledge(task_id)
            return
        with suppress(BlockingIOError, BrokenPipeError):  # it has plenty to read, or it is gone
            os.write(self.pipe, b".")
