"""Content as lines of text."""

import codecs
import io

import pytest

from metering.file_formats.file_text import LONGEST_LINE, text_lines
from metering.file_formats.parsed_readings import UnreadableFile


@pytest.mark.parametrize(
    "content",
    [
        "a,m³\nb\n".encode(),
        codecs.BOM_UTF8 + "a,m³\nb\n".encode(),
        codecs.BOM_UTF16_LE + "a,m³\nb\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "a,m³\r\nb\r\n".encode("utf-16-be"),
        "a,m³\r\nb\r\n".encode("cp1252"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 little", "utf-16 big", "western"],
)
def test_reads_lines_whatever_their_encoding_and_ends(content):
    assert list(text_lines(io.BytesIO(content))) == ["a,m³\n", "b\n"]


def test_keeps_what_cannot_be_decoded_visible():
    content = b"x" * 20_000 + b"\n" + b"m\xb3"
    assert list(text_lines(io.BytesIO(content)))[1] == "m\\xb3"


def test_an_empty_file_has_no_lines():
    assert list(text_lines(io.BytesIO(b""))) == []


def test_refuses_what_is_not_text():
    with pytest.raises(UnreadableFile, match="the file is not text"):
        list(text_lines(io.BytesIO(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")))


def test_refuses_a_line_without_end():
    with pytest.raises(UnreadableFile, match=r"row 2, line .*65,536 characters or more"):
        list(text_lines(io.BytesIO(b"a\n" + b"0" * LONGEST_LINE)))
