"""A file's content as large pieces of whole lines, to be searched before it is read.

Most of a file of many channels says nothing of the one that is asked for. Finding out by looking for the
channel's name in a piece of some megabytes is many times faster than looking at its lines one by one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from metering.file_formats.file_text import encoding_of

_BYTES_AT_ONCE: Final = 1 << 22


@dataclass(frozen=True, slots=True)
class FileChunk:
    """Whole lines that follow each other: `row` is the first one's number in the file, from 1."""

    row: int
    lines: bytes
    encoding: str

    def holds(self, name: str) -> bool:
        """Whether the name stands somewhere in it."""
        return _encoded(name, self.encoding) in self.lines

    def numbered(self, *names: str) -> Iterator[tuple[int, str]]:
        """The lines with their rows, of those only in which all the names stand."""
        wanted = [_encoded(name, self.encoding) for name in names if name]
        for row, line in (
            self._lines_with(wanted[0]) if wanted else enumerate(self.lines.split(b"\n"), self.row)
        ):
            if all(name in line for name in wanted):
                yield row, line.decode(self.encoding, "backslashreplace")

    def _lines_with(self, name: bytes) -> Iterator[tuple[int, bytes]]:
        """The lines in which the name stands, without a look at those between."""
        lines, row, counted = self.lines, self.row, 0
        found = lines.find(name)
        while found >= 0:
            row += lines.count(b"\n", counted, found)
            counted = found
            begin, end = lines.rfind(b"\n", 0, found) + 1, lines.find(b"\n", found)
            end = len(lines) if end < 0 else end
            yield row, lines[begin:end]
            found = lines.find(name, end)


def content_chunks(content: io.BufferedReader) -> Iterator[FileChunk]:
    """The pieces of unpacked content, with rows that are numbered as the parsers number them.

    Raises UnreadableFile for what is not text.
    """
    row, rest, encoding = 1, b"", ""
    for block, encoding in _blocks(content):
        text = rest + block
        # A carriage return at the end may be half of a line end.
        kept = text[:-1] if text.endswith(b"\r") else text
        end = max(kept.rfind(b"\n"), kept.rfind(b"\r")) + 1
        lines, rest = text[:end], text[end:]
        if lines:
            lines = _with_plain_ends(lines)
            yield FileChunk(row, lines[:-1], encoding)
            row += lines.count(b"\n")
    if rest:
        yield FileChunk(row, _with_plain_ends(rest).removesuffix(b"\n"), encoding)


def _blocks(content: io.BufferedReader) -> Iterator[tuple[bytes, str]]:
    """Blocks of bytes in an encoding whose line ends are single bytes."""
    encoding = encoding_of(content)
    if encoding == "utf-16":
        text = io.TextIOWrapper(content, encoding=encoding, errors="backslashreplace", newline="")
        while characters := text.read(_BYTES_AT_ONCE):
            yield characters.encode("utf-8", "backslashreplace"), "utf-8"
        return
    if encoding == "utf-8-sig":
        encoding = "utf-8"
        if content.peek(3).startswith(b"\xef\xbb\xbf"):
            content.read(3)
    while block := content.read(_BYTES_AT_ONCE):
        yield block, encoding


def _with_plain_ends(lines: bytes) -> bytes:
    return lines.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in lines else lines


def _encoded(name: str, encoding: str) -> bytes:
    return name.encode(encoding, "backslashreplace")
