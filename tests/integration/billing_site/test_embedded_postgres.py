"""The embedded server, with real processes: each test has a cluster of its own and ends what it started."""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import environ
import psycopg
import pytest

from billing_site.embedded_postgres import EmbeddedPostgresError, ensure_running, status, stop
from billing_site.embedded_postgres.places import REPOSITORY, ServerOptions, locate_binaries, places_for
from billing_site.embedded_postgres.processes import PROC, ProcessIdentity, command_line
from billing_site.embedded_postgres.server_account import (
    CAP_DAC_READ_SEARCH,
    ServerAccount,
    become,
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
PR_CAPBSET_DROP = 24
CAP_SYS_PTRACE = 19
ORDINARY_UID = 65534

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become other users")


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


@pytest.fixture(autouse=True)
def _throw_away_clusters(monkeypatch):
    monkeypatch.setenv("EMBEDDED_POSTGRES_IDLE_SECONDS", str(IDLE_SECONDS))
    monkeypatch.setenv("EMBEDDED_POSTGRES_FSYNC", "off")


@pytest.fixture
def data_dir(tmp_path) -> Iterator[Path]:
    yield tmp_path / "postgres"
    stop(tmp_path / "postgres")


@pytest.fixture
def clients(data_dir) -> Iterator[Clients]:
    started = Clients()
    yield started
    started.kill_all()


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


class TestStart:
    def test_gives_several_processes_at_once_the_same_single_server(self, data_dir, clients):
        urls = [url_of(client) for client in [clients.start(data_dir) for _ in range(4)]]

        assert urls == [status(data_dir).url] * 4
        assert query(urls[0], "SELECT 42") == 42
        assert postmasters(data_dir) == [postmaster_pid(data_dir)]

    def test_gives_threads_of_one_process_the_same_server(self, data_dir):
        urls: list[str] = []
        threads = [threading.Thread(target=lambda: urls.append(ensure_running(data_dir))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert urls == [status(data_dir).url] * 3

    def test_finds_a_running_server_again(self, data_dir):
        url = ensure_running(data_dir)
        pid = postmaster_pid(data_dir)

        assert ensure_running(data_dir) == url
        assert postmaster_pid(data_dir) == pid

    def test_serves_a_data_directory_with_a_path_too_long_for_a_socket(self, tmp_path):
        data_dir = tmp_path / ("d" * 100) / ("e" * 100) / "postgres"
        try:
            assert query(ensure_running(data_dir), "SELECT 1") == 1
        finally:
            stop(data_dir)

    def test_begins_again_after_an_interrupted_creation(self, data_dir):
        unfinished = places_for(data_dir).cluster_being_made
        unfinished.mkdir(parents=True)
        (unfinished / "PG_VERSION").write_text("18\n")

        assert query(ensure_running(data_dir), "SELECT 1") == 1
        assert not unfinished.exists()

    def test_makes_a_new_cluster_when_the_data_was_deleted_under_a_running_server(self, data_dir):
        execute(ensure_running(data_dir), "CREATE TABLE kept (n int)")
        shutil.rmtree(data_dir)

        url = ensure_running(data_dir)

        assert eventually(lambda: postmasters(data_dir) == [status(data_dir).postmaster_pid])
        assert eventually(lambda: status(data_dir).is_ready)
        assert query(url, "SELECT to_regclass('kept')") is None

    def test_says_why_it_failed_and_where_the_log_is(self, data_dir):
        ensure_running(data_dir)
        stop(data_dir)
        (data_dir / "cluster/global/pg_control").unlink()

        with pytest.raises(EmbeddedPostgresError) as raised:
            ensure_running(data_dir)

        assert str(data_dir / "server.log") in str(raised.value)
        assert "could not open file" in str(raised.value)
        assert "pg_control" in str(raised.value)
        assert not socket_dir(data_dir).exists()

    def test_refuses_data_of_another_major_version(self, data_dir):
        ensure_running(data_dir)
        stop(data_dir)
        (data_dir / "cluster/PG_VERSION").write_text("15\n")

        with pytest.raises(EmbeddedPostgresError, match="PostgreSQL 15's"):
            ensure_running(data_dir)

    def test_offers_the_other_major_version(self, data_dir, monkeypatch):
        monkeypatch.setenv("EMBEDDED_POSTGRES_MAJOR", "16")

        url = ensure_running(data_dir)

        assert query(url, "SHOW server_version").startswith("16.")
        assert query(url, "SELECT lower('Ü')") == "ü"

    def test_never_imports_django(self):
        code = (
            "import sys, billing_site.embedded_postgres.__main__, billing_site.embedded_postgres.supervisor;"
            "sys.exit('django' in sys.modules)"
        )
        assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0


class TestServer:
    def test_gives_the_application_a_role_that_owns_its_database_and_is_no_superuser(self, data_dir):
        url = ensure_running(data_dir)

        assert query(url, "SELECT current_user::text") == "billing"
        assert query(url, "SELECT current_database()::text") == "billing"
        assert (
            query(url, "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user") is False
        )
        execute(url, "CREATE TABLE public.owned (n int)")
        execute(url, "CREATE DATABASE test_billing")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            query(url, "SELECT pg_read_file('/etc/passwd')")

    def test_has_an_address_that_django_environ_understands(self, data_dir):
        url = ensure_running(data_dir)
        settings = environ.Env.db_url_config(url)

        assert settings["ENGINE"] == "django.db.backends.postgresql"
        assert (settings["NAME"], settings["USER"]) == ("billing", "billing")
        with psycopg.connect(
            dbname=settings["NAME"], user=settings["USER"], port=settings["PORT"], **settings["OPTIONS"]
        ) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)

    def test_listens_only_in_a_private_directory(self, data_dir):
        url = ensure_running(data_dir)

        assert query(url, "SHOW listen_addresses") == ""
        assert socket_dir(data_dir).stat().st_mode & 0o777 == 0o700
        assert (data_dir / "cluster").stat().st_mode & 0o777 == 0o700

    def test_knows_the_letters_of_all_scripts_and_sorts_by_code_point(self, data_dir):
        url = ensure_running(data_dir)

        assert query(url, "SHOW server_encoding") == "UTF8"
        assert query(url, "SELECT lower('ÜÉЖ')") == "üéж"
        assert query(url, "SELECT string_agg(v, '' ORDER BY v) FROM unnest('{b,Z,a}'::text[]) v") == "Zab"

    def test_is_durable_unless_told_otherwise(self, data_dir, monkeypatch):
        monkeypatch.delenv("EMBEDDED_POSTGRES_FSYNC")
        url = ensure_running(data_dir)

        durable = {
            name: query(url, f"SHOW {name}") for name in ("fsync", "full_page_writes", "synchronous_commit")
        }
        assert durable == {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
        assert query(url, "SHOW max_connections") == "100"

    def test_gets_a_new_socket_when_its_directory_vanishes(self, data_dir):
        url = ensure_running(data_dir)
        execute(url, "CREATE TABLE kept AS SELECT 7 AS n")

        shutil.rmtree(socket_dir(data_dir))

        assert ensure_running(data_dir) == url
        assert query(url, "SELECT n FROM kept") == 7


class TestStop:
    def test_stops_cleanly(self, data_dir):
        ensure_running(data_dir)
        pid = postmaster_pid(data_dir)

        assert stop(data_dir) is True

        assert ProcessIdentity.of(pid) is None
        assert status(data_dir).supervisor_pid is None
        assert not socket_dir(data_dir).exists()
        assert not places_for(data_dir).pid_file.exists()
        assert "database system is shut down" in status(data_dir).log.read_text()
        assert stop(data_dir) is False

    def test_stops_a_server_that_lost_its_supervisor(self, data_dir):
        ensure_running(data_dir)
        pid = postmaster_pid(data_dir)
        kill_and_wait(status(data_dir).supervisor_pid)

        assert stop(data_dir) is True
        assert ProcessIdentity.of(pid) is None

    def test_stops_by_itself_after_the_last_client_was_killed(self, data_dir, clients):
        first, second = clients.start(data_dir), clients.start(data_dir)
        assert url_of(first) == url_of(second)
        server = ProcessIdentity.of(postmaster_pid(data_dir))
        assert server is not None

        first.kill()
        assert not server.wait_until_gone(IDLE_SECONDS * 2), "stopped although a client is still there"
        second.kill()
        assert server.wait_until_gone(IDLE_SECONDS + 10)
        assert eventually(lambda: status(data_dir).supervisor_pid is None)
        assert "database system is shut down" in status(data_dir).log.read_text()

    def test_goes_on_for_an_open_session_without_any_client(self, data_dir, clients):
        client = clients.start(data_dir)
        url = url_of(client)
        server = ProcessIdentity.of(postmaster_pid(data_dir))
        assert server is not None

        with psycopg.connect(url, autocommit=True) as session:
            client.kill()
            assert not server.wait_until_gone(IDLE_SECONDS * 3), "stopped under an open session"
            assert session.execute("SELECT 1").fetchone() == (1,)
        assert server.wait_until_gone(IDLE_SECONDS * 2 + 10)

    def test_starts_again_for_a_client_that_comes_while_it_stops(self, data_dir, clients):
        client = clients.start(data_dir)
        url = url_of(client)
        execute(url, "CREATE TABLE kept AS SELECT 7 AS n")
        server = ProcessIdentity.of(postmaster_pid(data_dir))
        assert server is not None
        client.kill()
        assert eventually(lambda: "received fast shutdown" in status(data_dir).log.read_text())

        assert query(ensure_running(data_dir), "SELECT n FROM kept") == 7
        assert postmaster_pid(data_dir) != server.pid


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


class TestAccounts:
    @as_root
    def test_runs_as_another_user_for_root(self, data_dir):
        """The directory is below pytest's, which is root's alone: the server gets there by its capability."""
        ensure_running(data_dir)

        assert (PROC / str(postmaster_pid(data_dir))).stat().st_uid != 0
        assert (data_dir / "cluster").stat().st_uid != 0

    @as_root
    def test_finds_binaries_below_a_directory_of_roots_alone(self, data_dir, clients, tmp_path):
        packages = tmp_path / "private"
        packages.mkdir(mode=0o700)
        _copy_wheel(packages)
        python_path = os.pathsep.join([str(REPOSITORY), str(packages)])
        _ = url_of(clients.start(data_dir, env=os.environ | {"PYTHONPATH": python_path}))

        assert command_line(postmaster_pid(data_dir))[0].startswith(str(packages))

    @as_root
    def test_works_for_the_lesser_root_of_a_container(self, data_dir, clients):
        """Docker's root may neither search every directory nor look into other users' processes."""
        client = clients.start(data_dir, preexec_fn=_drop_what_docker_drops)
        url = url_of(client)
        old_pid = postmaster_pid(data_dir)
        os.kill(old_pid, signal.SIGKILL)
        assert eventually(lambda: status(data_dir).postmaster_pid not in (None, old_pid))
        assert eventually(lambda: status(data_dir).is_ready)
        assert query(url, "SELECT 1") == 1

    @as_root
    def test_works_for_an_ordinary_user_and_lets_root_take_over(self):
        home = Path(tempfile.mkdtemp(prefix="billing-test-", dir="/tmp"))
        os.chown(home, ORDINARY_UID, ORDINARY_UID)
        data_dir = home / "postgres"
        clients = Clients()
        try:
            url = url_of(clients.start(data_dir, preexec_fn=_become_ordinary_user()))
            assert (PROC / str(postmaster_pid(data_dir))).stat().st_uid == ORDINARY_UID
            assert data_dir.stat().st_mode & 0o777 == 0o700
            assert {path.stat().st_uid for path in data_dir.iterdir()} == {ORDINARY_UID}
            execute(url, "CREATE TABLE kept AS SELECT 7 AS n")
            assert stop(data_dir) is True

            assert query(ensure_running(data_dir), "SELECT n FROM kept") == 7
            assert (PROC / str(postmaster_pid(data_dir))).stat().st_uid == ORDINARY_UID
            stop(data_dir)
            again = clients.start(data_dir, preexec_fn=_become_ordinary_user())
            assert query(url_of(again), "SELECT n FROM kept") == 7
        finally:
            clients.kill_all()
            stop(data_dir)
            shutil.rmtree(home)

    @as_root
    def test_tells_an_ordinary_user_that_the_data_is_roots(self, data_dir, clients):
        ensure_running(data_dir)
        client = clients.start(data_dir, preexec_fn=_become_ordinary_user(), stderr=subprocess.PIPE)

        assert f"{data_dir} belongs to user id 0" in client.communicate(timeout=20)[1]

    def test_refuses_a_socket_directory_that_is_not_its_own(self, data_dir):
        data_dir.mkdir()
        taken = socket_dir(data_dir)
        taken.symlink_to(data_dir)
        try:
            with pytest.raises(EmbeddedPostgresError, match="remove it"):
                ensure_running(data_dir)
        finally:
            taken.unlink()


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


def _copy_wheel(target: Path) -> None:
    installation = locate_binaries(ServerOptions.from_environment().major).installation
    source = installation.parent
    (target / source.name).mkdir()
    (target / source.name / "__init__.py").touch()
    shutil.copytree(installation, target / source.name / installation.name, symlinks=True)
    shutil.copytree(source.with_name(f"{source.name}.libs"), target / f"{source.name}.libs")


def _drop_what_docker_drops() -> None:
    for capability in (CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE):
        if ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            raise OSError("prctl failed")


def _become_ordinary_user() -> Callable[[], None]:
    """Root's Python may lie where only root can go: then the ordinary user gets the key to that, and no more."""
    account = ServerAccount(ORDINARY_UID, ORDINARY_UID, (ORDINARY_UID,), ())
    try:
        subprocess.run([sys.executable, "-c", ""], check=True, user=ORDINARY_UID, group=ORDINARY_UID, cwd="/")
    except PermissionError:
        return lambda: become(account, CAP_DAC_READ_SEARCH)
    return lambda: become(account, None)
