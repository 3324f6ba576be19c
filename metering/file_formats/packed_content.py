"""The bytes of an upload as they were before they were packed: .zip with one member, .gz, or neither.

Told from the magic bytes, never from the file's name. Nothing is unpacked at once, and what a small file may
grow to is limited: a reader that trusted it could be made to fill the memory or the disk.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from typing import BinaryIO, Protocol

from metering.file_formats.parsed_readings import RowError, UnreadableFile

LARGEST_CONTENT_BYTES = 1 << 30
LARGEST_RATIO = 200
# A small file may well consist of one row of zeros a thousand times; it harms nobody.
_RATIO_COUNTS_FROM_BYTES = 1 << 24
_BUFFER_BYTES = 1 << 16
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile, gzip and zlib raise on bytes that are no archive, or half of one (found by mutating archives).
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    gzip.BadGzipFile,
    EOFError,
    RuntimeError,  # what zipfile does not implement, too
    ValueError,
    struct.error,
)


class _Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


def open_content(source: BinaryIO) -> io.BufferedReader:
    """The content of the seekable `source` from its beginning; `source` itself is never closed.

    Raises UnreadableFile, here or while it is read, when the archive is broken, locked, holds none or several
    files, or unpacks to more than LARGEST_CONTENT_BYTES or LARGEST_RATIO times its size.
    """
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    magic = source.read(4)
    source.seek(0)
    content: _Readable = source
    if magic.startswith(b"\x1f\x8b"):
        content = gzip.GzipFile(fileobj=source, mode="rb")
    elif magic in (b"PK\x03\x04", b"PK\x05\x06"):
        content, size = _only_member(source)
    return io.BufferedReader(_Limited(content, size), _BUFFER_BYTES)


def _only_member(source: BinaryIO) -> tuple[_Readable, int]:
    """The archive's one file, opened, and its packed size."""
    try:
        archive = zipfile.ZipFile(source)
        members = [member for member in archive.infolist() if not member.is_dir()]
        names = {member.filename for member in members}
        if "[Content_Types].xml" in names:
            raise _refused("an Excel or Office document", "save the sheet as CSV and send that")
        if len(members) != 1:
            raise _refused(f"an archive of {len(members)} files", "send an archive of exactly one file each")
        if members[0].flag_bits & _ENCRYPTED:
            raise _refused("an archive locked with a password", "send it without one")
        if members[0].compress_type not in _METHODS:
            raise _refused("an archive of an unusual method", "pack it as an ordinary zip (deflate)")
        return archive.open(members[0]), members[0].compress_size
    except _BROKEN as error:
        raise _broken(error) from error


class _Limited(io.RawIOBase):
    """A stream that counts what comes out of it and leaves the one below open."""

    def __init__(self, content: _Readable, packed_size: int) -> None:
        self._content = content
        self._largest_by_ratio = max(packed_size * LARGEST_RATIO, _RATIO_COUNTS_FROM_BYTES)
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            block = self._content.read(len(buffer))
        except _BROKEN as error:
            raise _broken(error) from error
        self._count += len(block)
        if self._count > LARGEST_CONTENT_BYTES:
            raise _refused(f"more than {LARGEST_CONTENT_BYTES:,} bytes", "send it in several files")
        if self._count > self._largest_by_ratio:
            raise _refused(
                f"an archive that unpacks to more than {LARGEST_RATIO} times its size", "send it unpacked"
            )
        buffer[: len(block)] = block
        return len(block)


def _broken(error: Exception) -> UnreadableFile:
    return UnreadableFile([RowError(1, "file", "", f"the archive is broken: {error}", "pack it again")])


def _refused(what: str, cure: str) -> UnreadableFile:
    return UnreadableFile([RowError(1, "file", "", f"the file is {what}", cure)])
