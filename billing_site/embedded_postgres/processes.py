"""Processes that are recognized by id *and* start time, since ids are reused; read from /proc."""

import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from billing_site.embedded_postgres.control_files import replace_own_file

PROC = Path("/proc")


@dataclass(frozen=True)
class ProcessIdentity:
    """One process, told apart from a later one with the same id."""

    pid: int
    start_ticks: int  # field 22 of /proc/<pid>/stat: clock ticks between boot and the start of the process

    @classmethod
    def of(cls, pid: int) -> "ProcessIdentity | None":
        """Return the identity of the running process, or None if there is none (a zombie counts as none)."""
        try:
            stat = (PROC / str(pid) / "stat").read_text(errors="replace")
        except OSError:
            return None
        state, *fields = stat.rpartition(")")[2].split()  # the name before it may hold blanks and brackets
        return None if state in "ZX" else cls(pid, int(fields[18]))

    @classmethod
    def load(cls, path: Path) -> "ProcessIdentity | None":
        """Return what `save` wrote, or None if there is nothing or nothing whole."""
        try:
            return cls(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def save(self, path: Path) -> None:
        """Write the identity to `path`, whole or not at all."""
        replace_own_file(path, json.dumps(asdict(self)))

    def is_alive(self) -> bool:
        """Return whether this very process still runs."""
        return ProcessIdentity.of(self.pid) == self

    def send(self, signal_number: signal.Signals) -> bool:
        """Signal the process if it still is this one; return whether it was. Raises PermissionError."""
        if not self.is_alive():
            return False
        try:
            os.kill(self.pid, signal_number)
        except ProcessLookupError:
            return False
        return True

    def wait_until_gone(self, seconds: float) -> bool:
        """Return True as soon as the process has ended, False if it has not within `seconds`."""
        deadline = time.monotonic() + seconds
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True


def command_line(pid: int) -> list[str]:
    """Return the arguments (or the title it gave itself) of a process; empty if it is gone."""
    try:
        return os.fsdecode((PROC / str(pid) / "cmdline").read_bytes()).rstrip("\0").split("\0")
    except OSError:
        return []


def processes_titled(prefix: str) -> Iterator[ProcessIdentity]:
    """Yield the processes whose title starts with `prefix`."""
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (identity := ProcessIdentity.of(int(entry.name))):
            title = command_line(identity.pid)[:1]
            if title and title[0].startswith(prefix):
                yield identity
