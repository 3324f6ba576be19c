"""The bytes that stored readings came in, each content once and compressed, for as long as anybody may ask.

They lie under settings.UPLOAD_DIR, named by the SHA-256 of what was received, and are on disk before the
batch is in the database. What was packed when it came is kept as it is.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, BinaryIO, Final

from django.conf import settings

from metering.models.upload_files import flush_folder, is_content_hash, open_file

_FOLDER: Final = "sources"
_PACKED: Final = ".gz"
_PACKED_ALREADY: Final = (b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06")
# Half the time of the usual level for a tenth more bytes: readings are digits and compress well anyway.
_LEVEL: Final = 1


class UnableToKeepSource(Exception):
    """The disk did not take the bytes."""


@dataclass(frozen=True, slots=True)
class KeptSource:
    """Kept bytes, opened: `file` holds what was received, as gzip of ours when `is_packed`."""

    file: BinaryIO
    is_packed: bool

    def content(self) -> BinaryIO:
        """What was received, byte by byte; to be closed in the place of `file`."""
        if not self.is_packed:
            return self.file
        unpacked = gzip.GzipFile(fileobj=self.file, mode="rb")
        unpacked.myfileobj = self.file  # type: ignore[assignment]  # so that closing one closes the other
        return unpacked  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class IncomingSource:
    """Bytes on disk that nobody will find again unless they are kept.

    `content_hash`: SHA-256 of what was received, in lower-case hexadecimal.
    """

    content_hash: str
    _file: IO[bytes]
    _suffix: str

    def keep(self) -> None:
        """Have the bytes found by their hash from now on; those that are there already are the same.

        Raises UnableToKeepSource.
        """
        place = _place(self.content_hash, self._suffix)
        if place.exists():
            return
        try:
            os.fsync(self._file.fileno())
            place.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            os.replace(self._file.name, place)
            flush_folder(place.parent)
        except OSError as error:
            raise UnableToKeepSource(error.strerror or str(error)) from error


@contextmanager
def incoming_source(blocks: Iterable[bytes]) -> Iterator[IncomingSource]:
    """The blocks on disk, compressed and hashed; thrown away when the block ends without `keep`.

    Raises UnableToKeepSource.
    """
    folder = Path(settings.UPLOAD_DIR)
    try:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False)  # noqa: SIM115
    except OSError as error:
        raise UnableToKeepSource(error.strerror or str(error)) from error
    with file:
        try:
            try:
                content_hash, suffix = _written(file, blocks)
            except OSError as error:
                raise UnableToKeepSource(error.strerror or str(error)) from error
            yield IncomingSource(content_hash, file, suffix)
        finally:
            Path(file.name).unlink(missing_ok=True)


def _written(file: IO[bytes], blocks: Iterable[bytes]) -> tuple[str, str]:
    digest = hashlib.sha256()
    blocks = iter(blocks)
    first = next(blocks, b"")
    is_packed_already = first.startswith(_PACKED_ALREADY)
    packer = None if is_packed_already else gzip.GzipFile("", "wb", _LEVEL, file, mtime=0)
    target: IO[bytes] | gzip.GzipFile = file if packer is None else packer
    for block in chain([first], blocks):
        digest.update(block)
        target.write(block)
    if packer is not None:
        packer.close()
    file.flush()
    return digest.hexdigest(), "" if is_packed_already else _PACKED


def open_source(content_hash: str) -> KeptSource:
    """The kept bytes, opened for reading; a file that was sent by hand may still lie where it arrived.

    Raises FileNotFoundError when they are gone.
    """
    for suffix in (_PACKED, ""):
        try:
            return KeptSource(_place(content_hash, suffix).open("rb"), bool(suffix))
        except FileNotFoundError:
            continue
    return KeptSource(open_file(content_hash), False)


def has_source(content_hash: str) -> bool:
    """Whether the bytes are there under their own name."""
    return any(_place(content_hash, suffix).exists() for suffix in (_PACKED, ""))


def _place(content_hash: str, suffix: str) -> Path:
    if not is_content_hash(content_hash):
        raise ValueError(f"{content_hash!r} is no SHA-256")
    return Path(settings.UPLOAD_DIR) / _FOLDER / content_hash[:2] / f"{content_hash}{suffix}"
