"""Large pieces of whole lines."""

import io
import random

import pytest

from metering.file_formats import file_chunks
from metering.file_formats.file_chunks import content_chunks
from metering.file_formats.file_text import text_lines
from metering.file_formats.parsed_readings import UnreadableFile


def lines_of(content: bytes, *names):
    chunks = content_chunks(io.BufferedReader(io.BytesIO(content)))
    return [numbered for chunk in chunks for numbered in chunk.numbered(*names)]


@pytest.mark.parametrize("size", [1, 3, 64])
def test_lines_and_rows_are_those_of_the_parsers(monkeypatch, size):
    monkeypatch.setattr(file_chunks, "_BYTES_AT_ONCE", size)
    chance = random.Random(7)
    for _ in range(200):
        content = "".join(chance.choices(["a", "ü", "\n", "\r", "\r\n", ","], k=chance.randint(1, 40)))
        for encoding in ("utf-8", "utf-16", "cp1252"):
            sent = content.encode(encoding)
            expected = [line.removesuffix("\n") for line in text_lines(io.BytesIO(sent))]
            assert lines_of(sent) == list(enumerate(expected, 1)), (content, encoding)


def test_gives_lines_in_which_all_names_stand():
    assert lines_of(b"A,1\nB,1\nA,2\nA,1", "A", "1") == [(1, "A,1"), (4, "A,1")]


def test_tells_whether_a_name_is_there():
    (chunk,) = content_chunks(io.BufferedReader(io.BytesIO("ä,1\n".encode("cp1252") * 3)))
    assert (chunk.holds("ä"), chunk.holds("ö")) == (True, False)


def test_refuses_what_is_no_text():
    with pytest.raises(UnreadableFile, match="not text"):
        lines_of(b"\x00\x01\x02")
