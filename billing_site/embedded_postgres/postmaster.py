"""PostgreSQL's main process, the postmaster: found, started, stopped, and what it leaves behind cleared away."""

import itertools
import logging
import os
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from billing_site.embedded_postgres.cluster import child_environment, server_settings
from billing_site.embedded_postgres.control_files import take_lock
from billing_site.embedded_postgres.places import (
    PORT,
    Binaries,
    EmbeddedPostgresError,
    Places,
    ServerOptions,
)
from billing_site.embedded_postgres.processes import ProcessIdentity, command_line, processes_titled
from billing_site.embedded_postgres.server_account import ServerAccount

FAST_SHUTDOWN_SECONDS = 120.0
IMMEDIATE_SHUTDOWN_SECONDS = 20.0
# After a crash, sessions in the middle of a query go on for a while, and a new server has to wait for them.
ORPHANS_TERMINATED_AFTER_SECONDS = 2.0
ORPHANS_KILLED_AFTER_SECONDS = 7.0
ORPHANS_GIVEN_UP_AFTER_SECONDS = 60.0

log = logging.getLogger(__name__)


def find_postmaster(places: Places) -> ProcessIdentity | None:
    """Return the running postmaster of this cluster, or None.

    A process id in postmaster.pid is believed only if the process was started with this cluster's directory
    and, when a supervisor recorded the start time that goes with the id, at that time.
    """
    try:
        pid = int(places.pid_file.read_text().partition("\n")[0])
    except (OSError, ValueError):
        return None
    identity = ProcessIdentity.of(pid)
    recorded = ProcessIdentity.load(places.postmaster_record)
    if identity is None or (recorded is not None and recorded.pid == pid and recorded != identity):
        return None
    arguments = command_line(pid)
    is_ours = ("-D", str(places.cluster)) in itertools.pairwise(arguments)
    return identity if is_ours and identity.is_alive() else None


def await_free_cluster(places: Places) -> ProcessIdentity | int:
    """Return a running postmaster to adopt, or, once no process of the old server is left, the cluster's lock.

    Sessions that outlived their postmaster are told to end, then killed. Raises EmbeddedPostgresError.
    """
    began_at = time.monotonic()
    escalation = [
        (ORPHANS_TERMINATED_AFTER_SECONDS, signal.SIGTERM),
        (ORPHANS_KILLED_AFTER_SECONDS, signal.SIGKILL),
    ]
    while True:
        if (postmaster := find_postmaster(places)) is not None:
            return postmaster
        if (lock := take_lock(places.cluster_lock)) is not None:
            return lock
        waited_s = time.monotonic() - began_at
        if waited_s > ORPHANS_GIVEN_UP_AFTER_SECONDS:
            raise EmbeddedPostgresError(f"Processes of an old server still hold {places.cluster_lock}.")
        if escalation and waited_s > escalation[0][0]:
            _, signal_number = escalation.pop(0)
            for orphan in processes_titled(f"postgres: {places.name}: "):
                log.warning("sending %s to process %s of the old server", signal_number.name, orphan.pid)
                orphan.send(signal_number)
        time.sleep(0.05)


def start_postmaster(
    places: Places,
    binaries: Binaries,
    options: ServerOptions,
    account: ServerAccount,
    become_account: Callable[[], None] | None,
    cluster_lock: int,
) -> "subprocess.Popen[bytes]":
    """Start the server on a cluster whose lock the caller took; the server's processes take the lock over.

    Returns at once, long before it is ready. Raises EmbeddedPostgresError if the socket's place is not ours.
    """
    try:
        places.pid_file.unlink(missing_ok=True)  # stale, as the lock proves: else a reused id would stop us
        socket_dir = places.socket_dir(account.uid)
        prepare_socket_dir(socket_dir, account)
        command = [str(binaries.postgres), "-D", str(places.cluster)]
        for name, value in server_settings(places, options, socket_dir).items():
            command += ["-c", f"{name}={value}"]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            cwd="/",
            env=child_environment(),
            pass_fds=(cluster_lock,),
            start_new_session=True,
            preexec_fn=become_account,  # noqa: PLW1509 - the supervisor has a single thread
        )
    finally:
        os.close(cluster_lock)
    if (identity := ProcessIdentity.of(process.pid)) is not None:
        identity.save(places.postmaster_record)
    return process


def prepare_socket_dir(socket_dir: Path, account: ServerAccount) -> None:
    """Create or empty the private directory of the socket; raises EmbeddedPostgresError if it is another's."""
    try:
        socket_dir.mkdir(mode=0o700)
        if account.is_another:
            os.chown(socket_dir, account.uid, account.gid)
    except FileExistsError:
        found = socket_dir.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid:
            raise EmbeddedPostgresError(
                f"{socket_dir} should be a directory of user id {account.uid} and is not; remove it."
            ) from None
        socket_dir.chmod(0o700)
    _empty_socket_dir(socket_dir)


def remove_socket_dir(socket_dir: Path) -> None:
    """Remove what a stopped server leaves in /tmp."""
    _empty_socket_dir(socket_dir)
    if socket_dir.exists():
        socket_dir.rmdir()


def _empty_socket_dir(socket_dir: Path) -> None:
    for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (socket_dir / name).unlink(missing_ok=True)


def stop_postmaster(postmaster: ProcessIdentity) -> None:
    """Shut the server down: sessions end, everything is written. Raises EmbeddedPostgresError if it will not.

    A server that cannot finish in time is stopped at once instead, and recovers from its log at the next start.
    """
    try:
        postmaster.send(signal.SIGINT)
        if not postmaster.wait_until_gone(FAST_SHUTDOWN_SECONDS):
            log.warning("the server did not stop in %s s; stopping it at once", FAST_SHUTDOWN_SECONDS)
            postmaster.send(signal.SIGQUIT)
            if not postmaster.wait_until_gone(IMMEDIATE_SHUTDOWN_SECONDS):
                raise EmbeddedPostgresError(f"PostgreSQL (process {postmaster.pid}) does not stop.")
    except PermissionError as error:
        raise EmbeddedPostgresError(
            f"PostgreSQL (process {postmaster.pid}) is another user's; only that user or root can stop it."
        ) from error
