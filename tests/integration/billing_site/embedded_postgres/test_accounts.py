"""The users the embedded server runs as, for root and for others; each test has a cluster of its own."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from billing_site.embedded_postgres import EmbeddedPostgresError, ensure_running, status, stop
from billing_site.embedded_postgres.places import REPOSITORY, ServerOptions, locate_binaries
from billing_site.embedded_postgres.processes import PROC, command_line
from billing_site.embedded_postgres.server_account import (
    CAP_DAC_READ_SEARCH,
    ServerAccount,
    become,
)
from tests.integration.billing_site.embedded_postgres.clusters import (
    Clients,
    eventually,
    execute,
    postmaster_pid,
    query,
    socket_dir,
    url_of,
)

PR_CAPBSET_DROP = 24
CAP_SYS_PTRACE = 19
ORDINARY_UID = 65534

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become other users")


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
