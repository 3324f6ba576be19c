"""The embedded server after processes are killed, and beside strangers; each test has a cluster of its own."""

import json
import os
import shutil
import signal
import subprocess
import threading
from pathlib import Path

import psycopg
import pytest

from billing_site.embedded_postgres import ensure_running, status, stop
from billing_site.embedded_postgres.places import places_for
from billing_site.embedded_postgres.processes import ProcessIdentity
from billing_site.embedded_postgres.server_account import (
    server_account,
)
from tests.integration.billing_site.embedded_postgres.clusters import (
    eventually,
    execute,
    kill_and_wait,
    postmaster_pid,
    query,
    socket_dir,
)


class TestRecovery:
    def test_restarts_a_killed_server_with_its_data(self, data_dir):
        url = ensure_running(data_dir)
        execute(url, "CREATE TABLE kept AS SELECT 7 AS n")
        old_pid = postmaster_pid(data_dir)

        os.kill(old_pid, signal.SIGKILL)

        assert eventually(lambda: status(data_dir).postmaster_pid not in (None, old_pid))
        assert eventually(lambda: status(data_dir).is_ready)
        assert query(url, "SELECT n FROM kept") == 7

    def test_ends_a_busy_session_that_outlived_its_server(self, data_dir):
        url = ensure_running(data_dir)
        execute(url, "CREATE TABLE kept AS SELECT 7 AS n")
        with psycopg.connect(url) as session:
            session_pid = session.info.backend_pid
            busy = threading.Thread(target=_run_until_cut_off, args=[session])
            busy.start()
            assert eventually(
                lambda: query(url, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'") > 1
            )
            os.kill(postmaster_pid(data_dir), signal.SIGKILL)

            assert query(ensure_running(data_dir), "SELECT n FROM kept") == 7
            assert ProcessIdentity.of(session_pid) is None
            busy.join()

    def test_adopts_the_server_of_a_killed_supervisor(self, data_dir):
        url = ensure_running(data_dir)
        before = status(data_dir)
        kill_and_wait(before.supervisor_pid)

        assert ensure_running(data_dir) == url

        after = status(data_dir)
        assert after.postmaster_pid == before.postmaster_pid
        assert after.supervisor_pid not in (None, before.supervisor_pid)
        os.kill(after.postmaster_pid, signal.SIGKILL)
        assert eventually(lambda: status(data_dir).postmaster_pid not in (None, before.postmaster_pid))

    def test_starts_after_supervisor_and_server_were_both_killed(self, data_dir):
        url = ensure_running(data_dir)
        execute(url, "CREATE TABLE kept AS SELECT 7 AS n")
        kill_and_wait(status(data_dir).supervisor_pid)
        kill_and_wait(postmaster_pid(data_dir))

        assert query(ensure_running(data_dir), "SELECT n FROM kept") == 7

    @pytest.mark.parametrize("disguise", [[], ["-D", "{cluster}"]], ids=["stranger", "same arguments"])
    def test_leaves_an_innocent_process_alone_that_got_the_old_process_id(self, data_dir, disguise):
        url = ensure_running(data_dir)
        pid_file = places_for(data_dir).pid_file
        old_pid_file = pid_file.read_text()
        stop(data_dir)
        innocent = _start_as_server_account(data_dir, disguise)
        try:
            # As after a crash: the files of the old server name an id that now is another process.
            pid_file.write_text(f"{innocent.pid}\n{old_pid_file.partition(chr(10))[2]}")
            record = {"pid": innocent.pid, "start_ticks": 1}
            for path in (places_for(data_dir).postmaster_record, places_for(data_dir).supervisor_record):
                path.write_text(json.dumps(record))
            socket_dir(data_dir).mkdir(mode=0o700)
            shutil.chown(socket_dir(data_dir), server_account(places_for(data_dir)).uid)
            (socket_dir(data_dir) / ".s.PGSQL.5432.lock").write_text(f"{innocent.pid}\n")

            assert stop(data_dir) is False
            assert ensure_running(data_dir) == url
            assert postmaster_pid(data_dir) != innocent.pid
            assert stop(data_dir) is True
            assert innocent.poll() is None
        finally:
            innocent.kill()
            innocent.wait()


def _run_until_cut_off(session: psycopg.Connection) -> None:
    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT sum(sqrt(n)) FROM generate_series(1, 1000000000000) n")


def _start_as_server_account(data_dir: Path, arguments: list[str]) -> "subprocess.Popen[bytes]":
    """A process the server would take for its own: same user, and perhaps the same arguments."""
    cluster = places_for(data_dir).cluster
    given = [argument.format(cluster=cluster) for argument in arguments]
    uid = server_account(places_for(data_dir)).uid
    return subprocess.Popen(
        ["/bin/sh", "-c", "while sleep 0.2; do :; done", "sh", *given],
        cwd="/",
        user=None if os.geteuid() == uid else uid,
    )
