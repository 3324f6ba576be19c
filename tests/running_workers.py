"""A real `manage.py work` on the test database, for tests that kill parts of it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from billing_site.foundation.process_groups import processes_in, title

REPOSITORY = Path(__file__).resolve().parents[1]
CANARY_LIMIT_S = 4
RECOVERY_S = 15


def eventually(condition: Callable[[], object], seconds: float = RECOVERY_S) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def child_environment() -> dict[str, str]:
    """Return our environment with the address of the test database."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    return os.environ | {"DATABASE_URL": url.geturl()}


class Work:
    """A running `manage.py work`."""

    def __init__(self, log: Path, clusters: int) -> None:
        self.log = log
        self.process = subprocess.Popen(
            [
                *(sys.executable, "manage.py", "work", "--clusters", str(clusters), "--ring-every", "1"),
                *("--canary-limit", str(CANARY_LIMIT_S), "--stop-limit", "20"),
            ],
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
            cwd=REPOSITORY,
            env=child_environment(),
        )
        assert eventually(lambda: self.events("is ready") == clusters, 60), self.output

    @property
    def output(self) -> str:
        return self.log.read_text()

    def events(self, text: str) -> int:
        return self.output.count(text)

    @property
    def groups(self) -> list[int]:
        """The process groups of all clusters so far."""
        return [int(pid) for pid in re.findall(r"starts as process (\d+)", self.output)]

    def processes(self, words: str = "") -> list[int]:
        """Return the clusters' processes with these words in their titles."""
        return [pid for _, pid in processes_in(self.groups) if words in title(pid)]

    def kill_remains(self) -> None:
        self.process.kill()
        self.process.wait()
        for group, _ in list(processes_in(self.groups)):
            os.killpg(group, signal.SIGKILL)
