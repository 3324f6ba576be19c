"""The supervisor: one detached process that keeps a server running while it is wanted, and then stops it."""

import enum
import fcntl
import logging
import os
import signal
import subprocess
import time

from billing_site.embedded_postgres import cluster
from billing_site.embedded_postgres.control_files import is_still_the_file, take_lock
from billing_site.embedded_postgres.places import (
    PORT,
    EmbeddedPostgresError,
    Places,
    ServerOptions,
    locate_binaries,
)
from billing_site.embedded_postgres.postmaster import (
    await_free_cluster,
    remove_socket_dir,
    start_postmaster,
    stop_postmaster,
)
from billing_site.embedded_postgres.processes import ProcessIdentity
from billing_site.embedded_postgres.server_account import server_account, way_to_become

STARTING_TICK_SECONDS = 0.02
TICK_SECONDS = 0.2
TICK_GROWTH = 1.05
LONGEST_STARTING_TICK_SECONDS = 0.5
SOCKET_APPEARS_SECONDS = 10.0
STARTS_TRIED = 5  # one after the other that end before the server is ready
PAUSE_BEFORE_RESTART_SECONDS = 0.1

log = logging.getLogger(__name__)


class Ending(enum.Enum):
    """Why the supervisor stopped watching a postmaster."""

    DIED = "the server died"
    SOCKET_LOST = "the server's socket is gone"
    STOP_ASKED = "asked to stop"
    IDLE = "no client and no session any more"
    DATA_LOST = "the data directory is gone"


class Supervisor:
    """Watches the server of `places`; holds `supervisor_lock` for its whole life.

    `report` is the writing end of a pipe to whoever started it: closed without a word once the server is
    ready, or after the text of the failure.
    """

    def __init__(self, places: Places, supervisor_lock: int, report: int) -> None:
        self.places = places
        self.supervisor_lock = supervisor_lock
        self.report: int | None = report
        self.child: subprocess.Popen[bytes] | None = None
        self.idle_lock: int | None = None
        self.stop_asked = False

    def run(self) -> bool:
        """Serve until the server is not wanted any more; return False after a failure, which is in the log."""
        os.umask(0o077)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        try:
            if (identity := ProcessIdentity.of(os.getpid())) is not None:
                identity.save(self.places.supervisor_record)
            self._prepare()
            self._supervise()
        except EmbeddedPostgresError as error:
            log.error("%s", error)
            self._close_report(str(error))
            return False
        except Exception as error:
            log.exception("the supervisor failed")
            self._close_report(f"The supervisor failed: {error!r}")
            return False
        return True

    def _ask_to_stop(self, *_: object) -> None:
        self.stop_asked = True

    def _prepare(self) -> None:
        places = self.places
        self.options = ServerOptions.from_environment()
        self.account = server_account(places)
        self.binaries = locate_binaries(self.options.major)
        self.socket_dir = places.socket_dir(self.account.uid)
        self.socket = self.socket_dir / f".s.PGSQL.{PORT}"
        cluster.write_access_files(places, self.account)
        needed = [
            (self.binaries.postgres, os.R_OK | os.X_OK),
            (self.binaries.initdb, os.R_OK | os.X_OK),
            (self.binaries.catalog, os.R_OK),
            (places.access_rules, os.R_OK),
        ]
        self.become_account = way_to_become(self.account, needed)

    def _supervise(self) -> None:
        failed_starts = 0
        while True:
            postmaster = self._adopt_or_start()
            ending = self._await_ready(postmaster)
            failed_starts = 0 if ending is None else failed_starts + 1
            ending = ending or self._watch(postmaster)
            log.info("%s (process %s)", ending.value, postmaster.pid)
            if ending is Ending.DATA_LOST:
                postmaster.send(signal.SIGQUIT)
                postmaster.wait_until_gone(SOCKET_APPEARS_SECONDS)
                if not self.places.data_dir.exists():
                    remove_socket_dir(self.socket_dir)
                return
            if ending is not Ending.DIED:
                stop_postmaster(postmaster)
            if ending in (Ending.STOP_ASKED, Ending.IDLE):
                remove_socket_dir(self.socket_dir)
                return
            if failed_starts == STARTS_TRIED:
                remove_socket_dir(self.socket_dir)
                raise EmbeddedPostgresError(f"PostgreSQL ended {failed_starts} times before it was ready.")
            time.sleep(PAUSE_BEFORE_RESTART_SECONDS * failed_starts)

    def _adopt_or_start(self) -> ProcessIdentity:
        self._reap()
        found = await_free_cluster(self.places)
        if isinstance(found, ProcessIdentity):
            log.info("adopting the server that runs as process %s", found.pid)
            return found
        cluster.create_cluster(
            self.places, self.binaries, self.options, self.account, self.become_account, found
        )
        self.child = start_postmaster(
            self.places, self.binaries, self.options, self.account, self.become_account, found
        )
        log.info("started the server as process %s", self.child.pid)
        return ProcessIdentity.of(self.child.pid) or ProcessIdentity(self.child.pid, -1)

    def _await_ready(self, postmaster: ProcessIdentity) -> Ending | None:
        """Wait, however long the recovery takes, until the application can log in; None when it can."""
        import psycopg

        began_at = time.monotonic()
        tick_s = STARTING_TICK_SECONDS
        while True:
            try:
                cluster.provision(self.socket_dir)
            except psycopg.OperationalError:
                if (ending := self._reason_to_end(postmaster)) is not None:
                    return ending
                if not self.socket.exists() and time.monotonic() - began_at > SOCKET_APPEARS_SECONDS:
                    return Ending.SOCKET_LOST
                time.sleep(tick_s)
                tick_s = min(tick_s * TICK_GROWTH, LONGEST_STARTING_TICK_SECONDS)
            else:
                self._close_report()
                return None

    def _watch(self, postmaster: ProcessIdentity) -> Ending:
        """Look after a server that is ready until there is a reason to stop looking."""
        idle_since: float | None = None
        while True:
            if (ending := self._reason_to_end(postmaster)) is not None:
                return ending
            if not self.socket.exists():
                return Ending.SOCKET_LOST
            if not self._has_no_client():
                idle_since = None
            elif idle_since is None:
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since >= self.options.idle_seconds:
                if self._shut_out_clients():
                    return Ending.IDLE
                idle_since = None
            time.sleep(TICK_SECONDS)

    def _reason_to_end(self, postmaster: ProcessIdentity) -> Ending | None:
        if not is_still_the_file(self.supervisor_lock, self.places.supervisor_lock):
            return Ending.DATA_LOST
        if self.stop_asked:
            return Ending.STOP_ASKED
        self._reap()
        return None if postmaster.is_alive() else Ending.DIED

    def _reap(self) -> None:
        if self.child is not None and self.child.poll() is not None:
            self.child = None

    def _has_no_client(self) -> bool:
        lock = take_lock(self.places.client_lock)
        if lock is not None:
            os.close(lock)
        return lock is not None

    def _shut_out_clients(self) -> bool:
        """Return True, keeping new clients waiting until this process ends, if nobody uses the server."""
        import psycopg

        self.idle_lock = take_lock(self.places.client_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if self.idle_lock is None:
            return False
        try:
            if cluster.count_sessions(self.socket_dir) == 0:
                return True
        except psycopg.Error as error:
            log.warning("could not count the sessions: %s", error)
        os.close(self.idle_lock)
        self.idle_lock = None
        return False

    def _close_report(self, text: str = "") -> None:
        if self.report is None:
            return
        try:
            os.write(self.report, text.encode())
        except BrokenPipeError:
            log.info("whoever started this supervisor is gone")
        os.close(self.report)
        self.report = None
