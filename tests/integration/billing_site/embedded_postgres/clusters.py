"""Clusters of the tests' own, their clients, and what one can see of their processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from billing_site.embedded_postgres import status
from billing_site.embedded_postgres.places import REPOSITORY, places_for
from billing_site.embedded_postgres.processes import PROC, ProcessIdentity, command_line
from billing_site.embedded_postgres.server_account import (
    server_account,
)

IDLE_SECONDS = 1.0
CLIENT = """
import sys
from pathlib import Path
from billing_site.embedded_postgres import ensure_running
print(ensure_running(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


class Clients:
    """Processes that are clients of a server, killed when the test is over."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, data_dir: Path, **options) -> "subprocess.Popen[str]":
        options.setdefault("env", os.environ | {"PYTHONPATH": str(REPOSITORY)})
        process = subprocess.Popen(
            [sys.executable, "-c", CLIENT, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
            **options,
        )
        self.processes.append(process)
        return process

    def kill_all(self) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()


def url_of(client: "subprocess.Popen[str]") -> str:
    return client.stdout.readline().strip()


def query(url: str, sql: str):
    with psycopg.connect(url) as connection:
        row = connection.execute(sql).fetchone()
    return row[0] if row else None


def execute(url: str, sql: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql)


def eventually(condition: Callable[[], object], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def postmaster_pid(data_dir: Path) -> int:
    pid = status(data_dir).postmaster_pid
    assert pid is not None
    return pid


def kill_and_wait(pid: int) -> None:
    identity = ProcessIdentity.of(pid)
    assert identity is not None
    os.kill(pid, signal.SIGKILL)
    assert identity.wait_until_gone(5)


def postmasters(data_dir: Path) -> list[int]:
    """The processes that were started with this cluster's directory; their children have titles instead."""
    pids = [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if str(places_for(data_dir).cluster) in command_line(pid)]


def socket_dir(data_dir: Path) -> Path:
    places = places_for(data_dir)
    return places.socket_dir(server_account(places).uid)
