"""A file's content as lines of text: byte order marks, UTF-16 and lines without end."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from metering.file_formats.packed_content import open_content
from metering.file_formats.parsed_readings import RowError, UnreadableFile

# A day of one-minute values, each of twenty characters, fits twice.
LONGEST_LINE = 1 << 16
_HEAD_BYTES = 1 << 14
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_lines(source: BinaryIO) -> Iterator[str]:
    """The lines of the seekable `source`, unpacked, each with its line end as "\\n" (the last may lack it).

    Text is UTF-16 when it says so by its mark, else UTF-8, else the Western code page.

    Raises UnreadableFile for what is not text, for a line longer than LONGEST_LINE, and as `open_content`.
    """
    content = open_content(source)
    text = io.TextIOWrapper(content, encoding=encoding_of(content), errors="backslashreplace")
    row = 0
    while line := text.readline(LONGEST_LINE):
        row += 1
        if len(line) == LONGEST_LINE:
            error = f"the line has {LONGEST_LINE:,} characters or more"
            raise UnreadableFile([RowError(row, "line", line[:40], error, "send a file of readings as text")])
        yield line


def encoding_of(content: io.BufferedReader) -> str:
    """The text's encoding, told from its beginning, which stays to be read. Raises UnreadableFile."""
    head = content.peek(_HEAD_BYTES)[:_HEAD_BYTES]
    if head.startswith(_WIDE_MARKS):
        return "utf-16"
    if b"\0" in head:
        value = head[:8].decode("ascii", "backslashreplace")
        raise UnreadableFile(
            [RowError(1, "file", value, "the file is not text", "send NEM12 or CSV as text")]
        )
    try:
        # Not final: the head may end within a character.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
