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
# Nobody writes so many; an archive of them is small and would keep us busy for minutes.
MOST_EMPTY_LINES = 50_000
_HEAD_BYTES = 1 << 14
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_lines(source: BinaryIO) -> Iterator[str]:
    """The lines of the seekable `source`, unpacked, each with its line end as "\\n" (the last may lack it).

    Text is UTF-16 when it says so by its mark, else UTF-8, else the Western code page.

    Raises UnreadableFile for what is not text, for a line longer than LONGEST_LINE, for more than
    MOST_EMPTY_LINES lines of blanks, and as `open_content`.
    """
    content = open_content(source)
    text = io.TextIOWrapper(content, encoding=encoding_of(content), errors="backslashreplace")
    row = empty_lines = 0
    while line := text.readline(LONGEST_LINE):
        row += 1
        if len(line) == LONGEST_LINE:
            error = f"the line has {LONGEST_LINE:,} characters or more"
            raise UnreadableFile([RowError(row, "line", line[:40], error, "send a file of readings as text")])
        if line.isspace():
            empty_lines += 1
            if empty_lines > MOST_EMPTY_LINES:
                raise too_many_empty_lines(row)
        yield line


def too_many_empty_lines(row: int) -> UnreadableFile:
    """The refusal of a file that has more than MOST_EMPTY_LINES of them up to this row."""
    message = f"the file has more than {MOST_EMPTY_LINES:,} empty lines"
    return UnreadableFile([RowError(row, "file", "", message, "leave empty lines out")])


def encoding_of(content: io.BufferedReader) -> str:
    """The text's encoding, told from its beginning, which stays to be read. Raises UnreadableFile."""
    head = content.peek(_HEAD_BYTES)[:_HEAD_BYTES]
    if head.startswith(_WIDE_MARKS):
        return "utf-16"
    if b"\0" in head:
        # Its bytes say nothing to people, so none of them are shown.
        raise UnreadableFile([RowError(1, "file", "", "the file is not text", "send NEM12 or CSV as text")])
    try:
        # Not final: the head may end within a character.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
