"""The bytes that people upload, each content once: on disk before its row is in the database.

They lie under settings.UPLOAD_DIR, which all web and worker hosts share and no web server serves, and are
named by their SHA-256: nothing of a stranger's file name becomes part of a path.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from billing_site.foundation.upload_limits import LARGEST_FILE_BYTES

_HASH = re.compile(r"[0-9a-f]{64}")


class FileTooLarge(Exception):
    """The content has more than LARGEST_FILE_BYTES."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """Bytes on disk that nobody will find again unless they are kept.

    `content_hash`: their SHA-256 in lower-case hexadecimal.
    """

    content_hash: str
    size_bytes: int
    _place: Path

    def keep(self) -> None:
        """Have the bytes found by their hash from now on; those that are there already are the same."""
        place = _path(self.content_hash)
        place.parent.mkdir(mode=0o750, exist_ok=True)
        os.replace(self._place, place)
        flush_folder(place.parent)


@contextmanager
def incoming_file(blocks: Iterable[bytes]) -> Iterator[IncomingFile]:
    """The blocks on disk; thrown away when the block ends without `keep`.

    Raises FileTooLarge, and OSError when the disk is full.
    """
    folder = Path(settings.UPLOAD_DIR)
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as incoming:
        place = Path(incoming.name)
        try:
            digest, size = hashlib.sha256(), 0
            for block in blocks:
                size += len(block)
                if size > LARGEST_FILE_BYTES:
                    raise FileTooLarge(f"it has more than {LARGEST_FILE_BYTES >> 20} MB")
                digest.update(block)
                incoming.write(block)
            incoming.flush()
            os.fsync(incoming.fileno())
            yield IncomingFile(digest.hexdigest(), size, place)
        finally:
            place.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Have a file's new name on disk, not only its bytes."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_file(content_hash: str) -> BinaryIO:
    """The kept bytes, opened for reading. Raises FileNotFoundError."""
    return _path(content_hash).open("rb")


def remove_file(content_hash: str) -> None:
    """Throw the bytes away; does nothing when they are gone."""
    _path(content_hash).unlink(missing_ok=True)


def is_content_hash(text: str) -> bool:
    """Whether the text is a SHA-256 as files are named by."""
    return _HASH.fullmatch(text) is not None


def _path(content_hash: str) -> Path:
    if not is_content_hash(content_hash):
        raise ValueError(f"{content_hash!r} is no SHA-256")
    return Path(settings.UPLOAD_DIR) / content_hash[:2] / content_hash


def lock_content(content_hash: str) -> None:
    """Have nobody else receive or throw away this content until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"upload content {content_hash}"]
        )
