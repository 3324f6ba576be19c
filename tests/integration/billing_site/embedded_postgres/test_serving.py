"""What the embedded server offers its clients, and how it stops; each test has a cluster of its own."""

import shutil

import environ
import psycopg
import pytest

from billing_site.embedded_postgres import ensure_running, status, stop
from billing_site.embedded_postgres.places import places_for
from billing_site.embedded_postgres.processes import ProcessIdentity
from tests.integration.billing_site.embedded_postgres.clusters import (
    IDLE_SECONDS,
    eventually,
    execute,
    kill_and_wait,
    postmaster_pid,
    query,
    socket_dir,
    url_of,
)


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
