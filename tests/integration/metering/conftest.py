"""Fixtures of metering's tests on PostgreSQL."""

import psycopg
import pytest


@pytest.fixture
def count_statements(monkeypatch):
    """A function that calls another and returns how many statements it sent, past Django and COPY included.

    Django's own count does not see what goes straight through psycopg.
    """
    sent = []
    for name in ("execute", "executemany", "copy"):
        original = getattr(psycopg.Cursor, name)

        def counting(cursor, statement, *arguments, _original=original, **options):
            sent.append(statement)
            return _original(cursor, statement, *arguments, **options)

        monkeypatch.setattr(psycopg.Cursor, name, counting)

    def count(function, *arguments, **options):
        sent.clear()
        function(*arguments, **options)
        return len(sent)

    return count


@pytest.fixture
def upload_dir(settings, tmp_path):
    """Where uploads lie in this test."""
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return settings.UPLOAD_DIR
