"""Bytes of uploads on disk."""

import hashlib
import stat

import pytest

from metering.models import upload_files as module
from metering.models.upload_files import FileTooLarge, incoming_file, open_file, remove_file

pytestmark = pytest.mark.usefixtures("upload_dir")
HASH = hashlib.sha256(b"readings").hexdigest()


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_keeps_the_bytes_under_their_hash(upload_dir):
    with incoming_file([b"read", b"ings"]) as incoming:
        assert (incoming.content_hash, incoming.size_bytes) == (HASH, 8)
        incoming.keep()
    assert files_in(upload_dir) == [upload_dir / HASH[:2] / HASH]
    with open_file(HASH) as kept:
        assert kept.read() == b"readings"
    assert stat.S_IMODE((upload_dir / HASH[:2] / HASH).stat().st_mode) & 0o007 == 0


def test_throws_away_what_nobody_keeps(upload_dir):
    with incoming_file([b"readings"]):
        assert len(files_in(upload_dir)) == 1
    assert files_in(upload_dir) == []


def test_stops_at_the_limit(upload_dir, monkeypatch):
    monkeypatch.setattr(module, "LARGEST_FILE_BYTES", 10)
    taken = []

    def blocks():
        for number in range(100):
            taken.append(number)
            yield b"123456"

    with pytest.raises(FileTooLarge), incoming_file(blocks()):
        pass
    assert taken == [0, 1]
    assert files_in(upload_dir) == []


def test_leaves_nothing_when_the_sender_goes_away(upload_dir):
    def blocks():
        yield b"readings"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"), incoming_file(blocks()):
        pass
    assert files_in(upload_dir) == []


def test_the_same_content_is_one_file(upload_dir):
    for _ in range(2):
        with incoming_file([b"readings"]) as incoming:
            incoming.keep()
    assert len(files_in(upload_dir)) == 1


def test_removing_twice_is_removing_once():
    with incoming_file([b"readings"]) as incoming:
        incoming.keep()
    remove_file(HASH)
    remove_file(HASH)
    with pytest.raises(FileNotFoundError):
        open_file(HASH)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", HASH.upper(), HASH + "\n", HASH[:-1]])
def test_only_a_hash_is_a_name(name):
    with pytest.raises(ValueError, match="is no SHA-256"):
        open_file(name)
