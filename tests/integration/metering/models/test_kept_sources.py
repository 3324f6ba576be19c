"""The bytes that readings came in, on disk."""

import gzip
import hashlib

import pytest

from metering.models.kept_sources import UnableToKeepSource, has_source, incoming_source, open_source
from metering.models.upload_files import incoming_file

pytestmark = pytest.mark.usefixtures("upload_dir")
CONTENT = b"nmi,start,value\n" * 1000
HASH = hashlib.sha256(CONTENT).hexdigest()


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def keep(*blocks):
    with incoming_source(blocks) as incoming:
        incoming.keep()
    return incoming.content_hash


def content_of(content_hash):
    with open_source(content_hash).content() as content:
        return content.read()


def test_keeps_the_bytes_compressed_under_the_hash_of_what_came(upload_dir):
    assert keep(CONTENT[:7], CONTENT[7:]) == HASH
    (kept,) = files_in(upload_dir)
    assert kept == upload_dir / "sources" / HASH[:2] / f"{HASH}.gz"
    assert kept.stat().st_size < len(CONTENT) / 50
    assert (content_of(HASH), open_source(HASH).is_packed) == (CONTENT, True)


def test_what_came_packed_is_kept_as_it_is(upload_dir):
    packed = gzip.compress(CONTENT)
    content_hash = keep(packed)
    assert [path.read_bytes() for path in files_in(upload_dir)] == [packed]
    assert (content_of(content_hash), open_source(content_hash).is_packed) == (packed, False)


def test_the_same_content_is_one_file(upload_dir):
    assert keep(CONTENT) == keep(CONTENT)
    assert len(files_in(upload_dir)) == 1


def test_throws_away_what_nobody_keeps(upload_dir):
    with incoming_source([CONTENT]):
        assert len(files_in(upload_dir)) == 1
    assert files_in(upload_dir) == []
    assert not has_source(HASH)


def test_finds_what_lies_where_it_arrived():
    with incoming_file([CONTENT]) as incoming:
        incoming.keep()
    assert (content_of(HASH), has_source(HASH)) == (CONTENT, False)


def test_closing_the_content_closes_the_file():
    kept = open_source(keep(CONTENT))
    kept.content().close()
    assert kept.file.closed


def test_says_what_is_gone():
    with pytest.raises(FileNotFoundError):
        open_source(HASH)


def test_only_hashes_are_names():
    with pytest.raises(ValueError, match="no SHA-256"):
        open_source("../../etc/passwd")


def test_a_full_disk_is_told(upload_dir, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("metering.models.kept_sources.os.replace", full)
    with pytest.raises(UnableToKeepSource, match="No space"):
        keep(CONTENT)
    assert files_in(upload_dir) == []
