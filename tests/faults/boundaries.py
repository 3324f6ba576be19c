"""Every point at which a process can die between two things that the database sees.

A boundary lies before and after each statement, each COPY and each COMMIT that this process sends. They are
counted at psycopg, below Django and below our own raw cursors, so a statement that is added to an operation
adds its own crash points.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

import psycopg

Boundary = Callable[[str], None]
"""Called at each boundary with what lies there, such as "before COMMIT"."""


@contextmanager
def watched(at_boundary: Boundary) -> Iterator[None]:
    """Have `at_boundary` called at every boundary while the block runs, in this process only."""

    def around(name: str) -> Callable[..., Any]:
        original = getattr(psycopg.Cursor, name)

        @wraps(original)
        def statement(cursor: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
            at_boundary(f"before {_shortened(query)}")
            result = original(cursor, query, *args, **kwargs)
            at_boundary(f"after {_shortened(query)}")
            return result

        return statement

    original_copy, original_commit = psycopg.Cursor.copy, psycopg.Connection.commit

    @contextmanager
    def copy(cursor: Any, query: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
        at_boundary(f"before {_shortened(query)}")
        with original_copy(cursor, query, *args, **kwargs) as stream:
            yield stream
            at_boundary(f"inside {_shortened(query)}")
        at_boundary(f"after {_shortened(query)}")

    def commit(connection: Any) -> None:
        at_boundary("before COMMIT")
        original_commit(connection)
        at_boundary("after COMMIT")

    with (
        patch.object(psycopg.Cursor, "execute", around("execute")),
        patch.object(psycopg.Cursor, "executemany", around("executemany")),
        patch.object(psycopg.Cursor, "copy", copy),
        patch.object(psycopg.Connection, "commit", commit),
    ):
        yield


@contextmanager
def committing_early(after: str) -> Iterator[None]:
    """The broken twin of an operation: its transaction is committed right after a statement that matches."""
    pattern, done = re.compile(after, re.DOTALL | re.IGNORECASE), False
    original_execute, original_copy = psycopg.Cursor.execute, psycopg.Cursor.copy

    def commit_if_it_is(cursor: Any, query: Any) -> None:
        nonlocal done
        if not done and pattern.search(_text(query)):
            done = True
            cursor.connection.commit()

    def execute(cursor: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        result = original_execute(cursor, query, *args, **kwargs)
        commit_if_it_is(cursor, query)  # the rows have arrived: a plain cursor fetches all of them at once
        return result

    @contextmanager
    def copy(cursor: Any, query: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
        with original_copy(cursor, query, *args, **kwargs) as stream:
            yield stream
        commit_if_it_is(cursor, query)

    with patch.object(psycopg.Cursor, "execute", execute), patch.object(psycopg.Cursor, "copy", copy):
        yield
    assert done, f"the twin sent no statement like {after!r}: name one that the operation sends"


def _text(query: Any) -> str:
    return query if isinstance(query, str) else query.decode() if isinstance(query, bytes) else str(query)


def _shortened(query: Any) -> str:
    return " ".join(_text(query).split())[:80]
