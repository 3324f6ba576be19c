"""Starting the embedded server, by one client or many at once; each test has a cluster of its own."""

import shutil
import subprocess
import sys
import threading

import pytest

from billing_site.embedded_postgres import EmbeddedPostgresError, ensure_running, status, stop
from billing_site.embedded_postgres.places import REPOSITORY, places_for
from tests.integration.billing_site.embedded_postgres.clusters import (
    eventually,
    execute,
    postmaster_pid,
    postmasters,
    query,
    socket_dir,
    url_of,
)


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
