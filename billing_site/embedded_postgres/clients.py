"""What a process that wants the server does: register as a client, find or start the supervisor, wait."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from billing_site.embedded_postgres.control_files import is_still_the_file, open_own_file, take_lock
from billing_site.embedded_postgres.login import refusal
from billing_site.embedded_postgres.places import (
    DATABASE,
    PORT,
    REPOSITORY,
    ROLE,
    EmbeddedPostgresError,
    Places,
    places_for,
    prepare_data_dir,
    require_own_data_dir,
)
from billing_site.embedded_postgres.postmaster import find_postmaster, remove_socket_dir, stop_postmaster
from billing_site.embedded_postgres.processes import ProcessIdentity
from billing_site.embedded_postgres.server_account import server_account

READY_SECONDS = 180.0  # recovery from a few GB of log takes two minutes
STOP_SECONDS = 180.0
TICK_SECONDS = 0.02
TICK_GROWTH = 1.05
LONGEST_TICK_SECONDS = 0.5
SUPERVISORS_TRIED = 3
LOG_ROTATED_AT_BYTES = 10_000_000

_registrations: dict[Places, int] = {}  # the descriptors whose locks make this process a client


@dataclass(frozen=True)
class ServerStatus:
    """What is known of a server; the process ids are None if there is no such process."""

    url: str
    is_ready: bool
    supervisor_pid: int | None
    postmaster_pid: int | None
    log: Path


def ensure_running(data_dir: Path | None = None) -> str:
    """Start the server of `data_dir` if it does not run, and return its DATABASE_URL once it is ready.

    The caller is the server's client until its process ends or calls `stop`. The role in the URL owns its
    database and may create databases, but is no superuser. `data_dir` defaults to $VAR_DIR/postgres. Raises
    EmbeddedPostgresError, with the log's last lines, if the server fails or is not ready after 180 s.
    """
    places = places_for(data_dir)
    prepare_data_dir(places)
    _register(places)
    socket_dir = places.socket_dir(server_account(places).uid)
    starter = _Starter(places)
    deadline = time.monotonic() + READY_SECONDS
    tick_s = TICK_SECONDS
    try:
        while True:
            starter.find_or_start_supervisor()
            if (reason := refusal(socket_dir)) is None:
                return _url(socket_dir)
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL was not ready after {READY_SECONDS:.0f} s: {reason}\n{places.log_tail()}"
                )
            time.sleep(tick_s)
            tick_s = min(tick_s * TICK_GROWTH, LONGEST_TICK_SECONDS)  # every knock is a line in the log
    finally:
        starter.close()


def stop(data_dir: Path | None = None) -> bool:
    """Stop the server of `data_dir`, whoever else uses it, and wait for it; return whether one was running.

    The caller is no longer a client then. Raises EmbeddedPostgresError if the server does not stop or belongs
    to another user.
    """
    places = places_for(data_dir)
    if (registration := _registrations.pop(places, None)) is not None:
        os.close(registration)
    if not places.data_dir.exists():
        return False
    require_own_data_dir(places)
    was_running = False
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        lock = take_lock(places.supervisor_lock)
        if lock is not None:
            try:
                return _stop_unsupervised(places) or was_running
            finally:
                os.close(lock)
        was_running = _ask_supervisor_to_stop(places) or was_running
        time.sleep(TICK_SECONDS)
    raise EmbeddedPostgresError(f"PostgreSQL did not stop in {STOP_SECONDS:.0f} s.\n{places.log_tail()}")


def status(data_dir: Path | None = None) -> ServerStatus:
    """Return what is known of the server of `data_dir`, without starting it or becoming its client."""
    places = places_for(data_dir)
    socket_dir = places.socket_dir(server_account(places).uid)
    supervisor = ProcessIdentity.load(places.supervisor_record)
    postmaster = find_postmaster(places)
    return ServerStatus(
        url=_url(socket_dir),
        is_ready=refusal(socket_dir) is None,
        supervisor_pid=supervisor.pid if supervisor and supervisor.is_alive() else None,
        postmaster_pid=postmaster.pid if postmaster else None,
        log=places.log,
    )


def _url(socket_dir: Path) -> str:
    # The socket's directory goes into the query: as a host, django-environ would not decode it.
    return f"postgresql://{ROLE}@:{PORT}/{DATABASE}?host={socket_dir}"


def _register(places: Places) -> None:
    """Hold the clients' lock from now on; waits while a supervisor is stopping the idle server."""
    held = _registrations.get(places)
    if held is not None:
        if is_still_the_file(held, places.client_lock):
            return
        os.close(held)
    lock = take_lock(places.client_lock, fcntl.LOCK_SH)
    assert lock is not None  # it waits
    _registrations[places] = lock


def _ask_supervisor_to_stop(places: Places) -> bool:
    supervisor = ProcessIdentity.load(places.supervisor_record)
    if supervisor is None:
        return False
    try:
        return supervisor.send(signal.SIGTERM)
    except PermissionError as error:
        raise EmbeddedPostgresError(
            f"The supervisor (process {supervisor.pid}) is another user's; only that user or root can stop it."
        ) from error


def _stop_unsupervised(places: Places) -> bool:
    """Stop a server whose supervisor was killed; the caller holds the supervisor's lock."""
    postmaster = find_postmaster(places)
    if postmaster is None:
        return False
    stop_postmaster(postmaster)
    remove_socket_dir(places.socket_dir(server_account(places).uid))
    return True


class _Starter:
    """Starts supervisors for one call of `ensure_running`, and hears from them if they fail."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.started = 0
        self.report: int | None = None

    def find_or_start_supervisor(self) -> None:
        """See to it that there is a supervisor. Raises EmbeddedPostgresError if ours failed."""
        self._raise_reported_failure()
        lock = take_lock(self.places.supervisor_lock)
        if lock is None:
            return
        try:
            self._raise_reported_failure()  # it may have been written just before the lock was let go
            if self.started == SUPERVISORS_TRIED:
                raise EmbeddedPostgresError(
                    f"The supervisor of PostgreSQL ended {self.started} times.\n{self.places.log_tail()}"
                )
            self._start_supervisor(lock)
        finally:
            os.close(lock)

    def close(self) -> None:
        """Listen no longer."""
        if self.report is not None:
            os.close(self.report)
            self.report = None

    def _start_supervisor(self, lock: int) -> None:
        """Start the supervisor, which takes over the lock we hold."""
        self.close()
        self.started += 1
        self.report, writing_end = os.pipe()
        os.set_blocking(self.report, False)
        arguments = ["supervise", str(self.places.data_dir), str(lock), str(writing_end)]
        log = self._open_log()
        try:
            subprocess.run(
                [sys.executable, "-m", "billing_site.embedded_postgres", *arguments],
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=REPOSITORY,
                env=_supervisor_environment(),
                pass_fds=(lock, writing_end),
                start_new_session=True,
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise EmbeddedPostgresError(
                f"The supervisor of PostgreSQL did not start: {error}\n{self.places.log_tail()}"
            ) from error
        finally:
            os.close(log)
            os.close(writing_end)

    def _open_log(self) -> int:
        log = self.places.log
        if log.exists() and log.stat().st_size > LOG_ROTATED_AT_BYTES:
            log.rename(log.with_suffix(".log.1"))
        return open_own_file(log, os.O_WRONLY | os.O_APPEND)

    def _raise_reported_failure(self) -> None:
        if self.report is None:
            return
        try:
            text = os.read(self.report, 65536).decode(errors="replace")
        except BlockingIOError:
            return
        self.close()
        if text:
            raise EmbeddedPostgresError(f"{text}\n{self.places.log_tail()}")


def _supervisor_environment() -> dict[str, str]:
    """Return our environment without what would redirect libpq, and with the code's place to import from."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    path = [str(REPOSITORY), *filter(None, [os.environ.get("PYTHONPATH")])]
    return kept | {"PYTHONPATH": os.pathsep.join(path)}
