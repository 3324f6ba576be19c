"""The watchdog: keep a number of django-q2 clusters running, and replace one that dies or hangs.

A cluster is the unit of restart. It can hang without dying: a worker that is killed while idle takes the lock
of the cluster's queue to its grave, and every later worker waits for it (measured; docs/decisions/0005). So
life is not "the process exists" but "a canary came through": see `canary`. A worker that is busy with a long
task keeps the canary waiting and is left alone, up to the queue's own time limit.
"""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from django_q.conf import Conf

from billing_site.foundation.process_groups import busy_groups

IMPORT_FROM = Path(__file__).resolve().parents[2]
CANARIES_PER_LIMIT = 6
START_LIMIT_S = 60.0  # for the first canary: Python, Django and four processes have to start
LONGEST_PAUSE_S = 60.0  # between two starts of a cluster that dies at once
TICK_S = 0.1

Report = Callable[[str], None]


@dataclass(frozen=True)
class Limits:
    """How long the watchdog waits before it uses force, in seconds."""

    canary_s: float = 60.0
    stop_s: float = 30.0

    @property
    def busy_s(self) -> float:
        """How long a task may keep the canary waiting: django-q ends a task by itself before that."""
        return float(Conf.TIMEOUT or 0) + self.canary_s


class Cluster:
    """One running cluster: its process, which leads a process group, and when it last showed life."""

    def __init__(self, limits: Limits, environment: Mapping[str, str]) -> None:
        self.limits = limits
        self.pipe, writing_end = os.pipe()
        os.set_blocking(self.pipe, False)
        os.set_blocking(writing_end, False)
        every_s = limits.canary_s / CANARIES_PER_LIMIT
        try:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "billing_site.foundation.cluster_process",
                    *map(str, (os.getpid(), writing_end, every_s)),
                ],
                stdin=subprocess.DEVNULL,
                env=_with_import_path(environment),
                pass_fds=(writing_end,),
                start_new_session=True,  # a group of its own to kill, and Ctrl-C reaches the watchdog only
            )
        finally:
            os.close(writing_end)
        self.pid = self.process.pid
        self.started_at = time.monotonic()
        self.canary_at: float | None = None
        self.busy_at = 0.0

    def hear(self) -> None:
        """Take note of the canaries that came through since the last time."""
        with suppress(BlockingIOError):
            if os.read(self.pipe, 4096):
                self.canary_at = time.monotonic()

    def has_ended(self) -> bool:
        """Return whether the process is dead. It stays a zombie, so that its group's id is not given away."""
        if self.process.returncode is not None:
            return True
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def is_suspect(self, now: float) -> bool:
        """Return whether the canary is so late that it matters whether a worker is busy."""
        return self.canary_at is not None and now - self.canary_at > self.limits.canary_s / 2

    def note_busy(self, now: float) -> None:
        """Take note that a worker performs a task, which counts as life for a limited time."""
        if self.canary_at is not None and now - self.canary_at <= self.limits.busy_s:
            self.busy_at = now

    def trouble(self, now: float) -> str | None:
        """Return why the cluster must be replaced, or None if all is well."""
        if self.has_ended():
            return "died"
        if self.canary_at is None:
            return "did not start" if now - self.started_at > self._start_limit_s else None
        silent_s = now - max(self.canary_at, self.busy_at)
        return f"hung for {silent_s:.0f} s" if silent_s > self.limits.canary_s else None

    @property
    def _start_limit_s(self) -> float:
        return max(START_LIMIT_S, self.limits.canary_s)

    def ask_to_stop(self) -> None:
        """Have the cluster finish what its workers are at, and end."""
        if not self.has_ended():
            os.kill(self.pid, signal.SIGTERM)  # Popen.send_signal could reap it, see has_ended

    def kill(self) -> None:
        """End every process of the cluster now; database transactions under way are rolled back."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self.process.wait()
            os.close(self.pipe)


class WorkerPool:
    """Keeps `count` clusters running while somebody calls `watch`; a context manager that stops them all.

    To be used from one thread that lives as long as the pool: the clusters die with it. `report` gets one line
    of text per event. The clusters get `environment`, by default this process's, for settings and database.
    """

    def __init__(
        self,
        count: int,
        *,
        limits: Limits | None = None,
        report: Report = print,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.report = report
        self.environment = dict(os.environ if environment is None else environment)
        self.places = [_Place(number, self) for number in range(1, count + 1)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def clusters(self) -> list[Cluster]:
        """The clusters that run now."""
        return [place.cluster for place in self.places if place.cluster is not None]

    def watch(self, seconds: float) -> int:
        """Listen for at most `seconds`, then start what is missing; return how many clusters were replaced."""
        self._listen(seconds)
        now = time.monotonic()
        suspects = {cluster.pid: cluster for cluster in self.clusters if cluster.is_suspect(now)}
        for group in busy_groups(suspects) if suspects else ():
            suspects[group].note_busy(now)
        return sum(place.look_after(now) for place in self.places)

    def stop(self) -> None:
        """End all clusters: ask, wait for running tasks as long as the limit allows, then kill."""
        clusters = self.clusters
        for cluster in clusters:
            cluster.ask_to_stop()
        deadline = time.monotonic() + self.limits.stop_s
        while time.monotonic() < deadline and not all(cluster.has_ended() for cluster in clusters):
            time.sleep(TICK_S)
        for cluster in clusters:
            if not cluster.has_ended():
                self.report(f"cluster {cluster.pid} did not stop in {self.limits.stop_s:.0f} s: killed")
            cluster.kill()  # also of one that has ended: a task may have left a process behind
        for place in self.places:
            place.cluster = None

    def _listen(self, seconds: float) -> None:
        with selectors.DefaultSelector() as selector:
            for cluster in self.clusters:
                selector.register(cluster.pipe, selectors.EVENT_READ)
            selector.select(seconds)
        for cluster in self.clusters:  # all of them: after we were suspended, select returns without a look
            cluster.hear()


class _Place:
    """One of the pool's places for a cluster, with the pauses between starts that fail."""

    def __init__(self, number: int, pool: WorkerPool) -> None:
        self.number = number
        self.pool = pool
        self.cluster: Cluster | None = None
        self.start_at = 0.0
        self.pause_s = 0.0
        self.has_reported_ready = False

    def look_after(self, now: float) -> bool:
        """Start a cluster if there is none, replace one in trouble; return whether one was lost."""
        lost = False
        if self.cluster is not None and (trouble := self.cluster.trouble(now)) is not None:
            lost = True
            self._remove(self.cluster, trouble, now)
        if self.cluster is None and now >= self.start_at:
            self.cluster = Cluster(self.pool.limits, self.pool.environment)
            self.has_reported_ready = False
            self.pool.report(f"cluster {self.number} starts as process {self.cluster.pid}")
        elif self.cluster is not None and self.cluster.canary_at is not None and not self.has_reported_ready:
            self.has_reported_ready = True
            self.pause_s = 0.0
            self.pool.report(f"cluster {self.number} is ready")
        return lost

    def _remove(self, cluster: Cluster, trouble: str, now: float) -> None:
        cluster.kill()
        self.cluster = None
        if cluster.canary_at is None:  # the next one is likely to fare no better: do not spin
            self.pause_s = min(max(1.0, 2 * self.pause_s), LONGEST_PAUSE_S)
            self.start_at = now + self.pause_s
        self.pool.report(f"cluster {self.number} {trouble}: killed process group {cluster.pid}")


def _with_import_path(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with the place to import our code from, wherever the watchdog was started."""
    path = [str(IMPORT_FROM), *filter(None, [environment.get("PYTHONPATH")])]
    return {**environment, "PYTHONPATH": os.pathsep.join(path)}
