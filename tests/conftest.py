"""The database of the test suite, and fixtures that all tests may use.

Unless DATABASE_URL is set, an embedded server of the tests' own (its data apart from the demo's) is started
before anything asks for a database. Test runs that go on at the same time get databases of their own.
"""

import fcntl
import os
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import environ
import pytest

from billing_site.embedded_postgres import ensure_running

VAR_DIR = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parents[1] / "var")
TEST_RUN = "TEST_RUN"  # tells the processes of pytest-xdist which run they belong to


def _start_database() -> None:
    if (
        "DATABASE_URL" in os.environ
    ):  # the operator's; or inherited from the process that controls pytest-xdist
        return
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("EMBEDDED_POSTGRES_FSYNC", "off")  # nobody will miss this data
    url = ensure_running(VAR_DIR / "postgres-test")
    os.environ["DATABASE_URL"] = url
    os.environ[TEST_RUN] = _number_of_this_run()
    from django.conf import settings

    if settings.configured:  # pytest-django loads the settings before any conftest; not with -p no:django
        settings.DATABASES["default"].update(environ.Env.db_url_config(url))


def _number_of_this_run() -> str:
    """Return the lowest number that no other test run has; it is taken until this process ends."""
    for number in count(1):
        lock = os.open(VAR_DIR / f"test-run-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return str(number)
    raise AssertionError("there is always a next number")


_start_database()


def pytest_addoption(parser, pluginmanager):
    """Let pure tests run with -p no:django, whose setting pyproject.toml would then be unknown to pytest."""
    if not pluginmanager.hasplugin("django"):
        parser.addini("DJANGO_SETTINGS_MODULE", "read by pytest-django")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Name the test database for this run, in addition to what pytest-django does for pytest-xdist."""
    if run := os.environ.get(TEST_RUN):
        from django.conf import settings

        database = settings.DATABASES["default"]
        test = database.setdefault("TEST", {})
        test["NAME"] = f"{test.get('NAME') or 'test_' + database['NAME']}_run{run}"


@pytest.fixture
def instant() -> datetime:
    """An instant for tests that need one and do not care which."""
    return datetime(2026, 3, 1, 12, tzinfo=UTC)


_TALLIES: dict[str, dict[str, int]] = {}


@pytest.fixture
def tally():
    """tally(what, name, number): a figure that the tests are worth, printed with its sum at the end."""

    def add(what: str, name: str, number: int) -> None:
        _TALLIES.setdefault(what, {})[name] = number

    return add


def pytest_sessionfinish(session):
    """A process of pytest-xdist hands its figures to the one that prints."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["tallies"] = _TALLIES


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Take the figures of a process of pytest-xdist that is done; one that died has none."""
    for what, figures in getattr(node, "workeroutput", {}).get("tallies", {}).items():
        _TALLIES.setdefault(what, {}).update(figures)


def pytest_terminal_summary(terminalreporter):
    """Print the figures."""
    for what, figures in _TALLIES.items():
        shown = ", ".join(f"{name} {number}" for name, number in sorted(figures.items()))
        terminalreporter.write_line(f"{what}: {sum(figures.values())} ({shown})")
