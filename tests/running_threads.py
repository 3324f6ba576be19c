"""Functions that run at the same time, each in a thread and with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

WAIT_S = 60


def at_once(*functions: Callable[[], Any]) -> list[Any]:
    """What the functions return, all of them started together."""
    barrier = Barrier(len(functions))

    def run(function: Callable[[], Any]) -> Any:
        try:
            barrier.wait(WAIT_S)
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(functions)) as pool:
        return [future.result(WAIT_S) for future in [pool.submit(run, one) for one in functions]]
