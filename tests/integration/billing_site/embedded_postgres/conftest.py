"""A cluster for each test, which ends what it started."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from billing_site.embedded_postgres import stop
from tests.integration.billing_site.embedded_postgres.clusters import IDLE_SECONDS, Clients


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
