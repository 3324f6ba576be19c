"""Kill a process at every boundary of an operation, recover as the product does, and look at the books."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.db import connections

from tests.faults.boundaries import committing_early, watched

MOST_BOUNDARIES = 2_000
_CRASHED, _FAILED = -signal.SIGKILL, 1


@dataclass(frozen=True)
class Operation:
    """Something that moves readings or money, to be tried in a world of its own at every crash point.

    `prepare` makes such a world and returns what `perform` takes; `perform` may be called again at any time;
    `wrong` says in words what is not as it must be once `perform` has run to its end. `twin` is a pattern of
    the statement after which the operation's broken twin commits.
    """

    name: str
    prepare: Callable[[], Any]
    perform: Callable[[Any], object]
    wrong: Callable[[Any], list[str]]
    half_done: Callable[[Any], list[str]]
    twin: str


@dataclass(frozen=True)
class CrashPoint:
    """One boundary: its number, what lay there, and what was wrong after the crash or after recovery."""

    number: int
    boundary: str
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.number} ({self.boundary}): {'; '.join(self.wrong)}"


def crash_everywhere(operation: Operation, *, twin: bool = False) -> Iterator[CrashPoint]:
    """Kill a child at each boundary in turn, and recover; ends with the first child that lives to the end.

    Recovery is delivery again, twice: whoever asked for the operation asks until it is told of success, and
    may ask once more.
    """
    for number in range(MOST_BOUNDARIES):
        world = operation.prepare()
        boundary = _killed_at(number, operation, world, twin=twin)
        if boundary is None:
            return
        wrong = [f"after the crash: {words}" for words in operation.half_done(world)]
        for delivery in ("first", "second"):
            try:
                operation.perform(world)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
                wrong.append(f"the {delivery} delivery failed: {error!r}")
        wrong += operation.wrong(world)
        yield CrashPoint(number, boundary, tuple(wrong))
    raise AssertionError(f"{operation.name} has more than {MOST_BOUNDARIES} boundaries")


def _killed_at(number: int, operation: Operation, world: Any, *, twin: bool) -> str | None:
    """Perform in a child that kills itself at the boundary; what lay there, or None if there was none."""
    connections.close_all()  # a child must not inherit our session
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os._exit(_perform_and_die(number, writing, operation, world, twin=twin))
    os.close(writing)
    with os.fdopen(reading) as report:
        boundary = report.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == _CRASHED:
        return boundary
    assert code == 0, f"{operation.name} failed in the child:\n{boundary}"
    return None


def _perform_and_die(number: int, writing: int, operation: Operation, world: Any, *, twin: bool) -> int:
    left = number

    def count_down(boundary: str) -> None:
        nonlocal left
        if left == 0:
            os.write(writing, boundary.encode())
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    try:
        with ExitStack() as stack:
            stack.enter_context(watched(count_down))
            if twin:
                stack.enter_context(committing_early(operation.twin))
            operation.perform(world)
    except BaseException:  # noqa: BLE001 - the parent is told
        os.write(writing, traceback.format_exc().encode())
        return _FAILED
    finally:
        sys.stdout.flush()
    return 0
