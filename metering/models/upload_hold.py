"""One worker's hold on an upload, and what it tells of its progress while it is at work.

Both live on a connection of their own. The hold is an advisory lock of that session, so it dies with the
worker, and it spans the several transactions of an import; progress is committed at once, while the import's
own transaction is still open and nobody sees anything of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from metering.models.reading_uploads import ReadingUpload

_TABLE = ReadingUpload._meta.db_table
_TOLD_EVERY_S = 0.5


class UploadCancelled(Exception):
    """Somebody cancelled the upload while a worker was at it."""


class UploadHold:
    """What the holder may do: tell how far it is."""

    def __init__(self, upload_id: int, own_connection: BaseDatabaseWrapper) -> None:
        self._upload_id = upload_id
        self._connection = own_connection
        self._told_at = float("-inf")

    def tell(self, done: int, total: int | None) -> None:
        """Store how far the work is, at most twice a second.

        Raises UploadCancelled when the upload is no longer wanted.
        """
        now = time.monotonic()
        if now - self._told_at < _TOLD_EVERY_S:
            return
        self._told_at = now
        state = None
        # Progress is not worth waiting for somebody who decides about the upload at this moment.
        with suppress(OperationalError), self._connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {_TABLE} SET progress_done = %s, progress_total = %s WHERE id = %s RETURNING state",
                [done, total, self._upload_id],
            )
            state = next(iter(cursor.fetchall()), (None,))[0]
        if state == ReadingUpload.State.CANCELLED:
            raise UploadCancelled


@contextmanager
def hold_upload(upload_id: int) -> Iterator[UploadHold | None]:
    """The hold on the upload for as long as the block lasts; None if somebody else has it."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
            cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"{_TABLE} {upload_id}"])
            (is_ours,) = cursor.fetchone()
        yield UploadHold(upload_id, own) if is_ours else None
    finally:
        # A server may notice only later that a session is closed, and somebody may be waiting for the hold.
        with suppress(DatabaseError, InterfaceError), own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
        own.close()
