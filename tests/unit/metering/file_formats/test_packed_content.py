"""Uploads unpacked within limits."""

import gzip
import io
import zipfile

import pytest

from metering.file_formats import packed_content
from metering.file_formats.packed_content import open_content
from metering.file_formats.parsed_readings import UnreadableFile


def zipped(members: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def refusal(source: io.BytesIO) -> str:
    with pytest.raises(UnreadableFile) as caught:
        open_content(source).read()
    return caught.value.errors[0].message


@pytest.mark.parametrize(
    "source",
    [
        io.BytesIO(b"100,NEM12"),
        io.BytesIO(gzip.compress(b"100,NEM12")),
        zipped({"a.csv": b"100,NEM12"}),
        zipped({"folder/": b"", "folder/a.csv": b"100,NEM12"}),
        zipped({"a.csv": b"100,NEM12"}, zipfile.ZIP_STORED),
    ],
    ids=["plain", "gzip", "zip", "zip with a folder", "stored"],
)
def test_gives_the_content_from_its_beginning_and_leaves_the_source_open(source):
    source.seek(3)
    assert open_content(source).read() == b"100,NEM12"
    assert not source.closed


def test_reads_gzip_members_one_after_the_other():
    assert open_content(io.BytesIO(gzip.compress(b"a") + gzip.compress(b"b"))).read() == b"ab"


def test_refuses_an_archive_of_none_or_several_files():
    assert refusal(zipped({})) == "the file is an archive of 0 files"
    assert refusal(zipped({"a": b"1", "b": b"2"})) == "the file is an archive of 2 files"


def test_names_an_office_document():
    assert refusal(zipped({"[Content_Types].xml": b"<a/>"})) == "the file is an Excel or Office document"


def test_refuses_a_locked_archive():
    data = bytearray(zipped({"a": b"1"}).getvalue())
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert refusal(io.BytesIO(bytes(data))) == "the file is an archive locked with a password"


def test_refuses_an_unusual_method():
    assert refusal(zipped({"a": b"1"}, zipfile.ZIP_LZMA)) == "the file is an archive of an unusual method"


@pytest.mark.parametrize(
    "whole",
    [gzip.compress(b"100,NEM12" * 99), zipped({"a": b"100,NEM12" * 99}).getvalue()],
    ids=["gzip", "zip"],
)
def test_refuses_a_broken_archive(whole):
    assert refusal(io.BytesIO(whole[: len(whole) // 2])).startswith("the archive is broken")


def test_refuses_what_grows_too_much(monkeypatch):
    monkeypatch.setattr(packed_content, "_RATIO_COUNTS_FROM_BYTES", 1000)
    bomb = b"0" * 1_000_000
    for source in (io.BytesIO(gzip.compress(bomb)), zipped({"a": bomb})):
        assert refusal(source) == "the file is an archive that unpacks to more than 200 times its size"


def test_a_small_file_may_grow_more():
    assert len(open_content(io.BytesIO(gzip.compress(b"0" * 1_000_000))).read()) == 1_000_000


def test_refuses_what_is_too_large(monkeypatch):
    monkeypatch.setattr(packed_content, "LARGEST_CONTENT_BYTES", 5000)
    assert refusal(io.BytesIO(b"1" * 5001)) == "the file is more than 5,000 bytes"
    assert len(open_content(io.BytesIO(b"1" * 5000)).read()) == 5000


@pytest.mark.parametrize("gap", [(4, 8), (10, 30), (40, 41)])
def test_refuses_an_archive_with_bytes_missing_inside(gap):
    whole = zipped({"a": b"100,NEM12" * 99}).getvalue()
    assert refusal(io.BytesIO(whole[: gap[0]] + whole[gap[1] :])).startswith("the archive is broken")
