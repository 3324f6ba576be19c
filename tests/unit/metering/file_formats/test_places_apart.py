"""Readings looked for by a process of their own."""

import gzip

import pytest

from metering.file_formats import places_apart
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import UnreadableFile
from metering.file_formats.parsing_apart import ParsingLimits
from metering.file_formats.places_apart import find_readings_apart
from tests.unit.metering.file_formats.files import STREAM, day, nem12
from tests.unit.metering.file_formats.places import find, wanted

WANTED = wanted("2026-01-31T16:00Z", "2026-02-01T16:00Z")
FILE = "".join(
    nem12(STREAM, day("20260201", flag="V"), "400,1,20,A", "400,21,48,E52", day("20260202", "1.25"))
).encode()


def find_apart(path, file_format="NEM12", **facts):
    with path.open("rb") as source:
        return find_readings_apart(
            source,
            file_format=file_format,
            file_name="x.csv",
            profile=LongCsvProfile(),
            wanted=WANTED,
            **{"is_packed": False, **facts},
        )


@pytest.mark.parametrize("is_packed", [False, True])
def test_finds_the_same_as_in_this_process(tmp_path, is_packed):
    path = tmp_path / "x"
    path.write_bytes(gzip.compress(FILE) if is_packed else FILE)
    found = find_apart(path, is_packed=is_packed)
    assert found == find(FILE, WANTED, "NEM12")
    assert (len(found.readings), len(found.texts)) == (48, 4)


def test_says_what_is_wrong_with_the_file(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"\x89PNG" + bytes(100))
    with pytest.raises(UnreadableFile, match="not text"):
        find_apart(path)


def test_ends_when_it_takes_too_much(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"[" * (200 << 20))
    with pytest.raises(UnreadableFile, match="more memory"):
        find_apart(path, "API_JSON", limits=ParsingLimits(memory_bytes=180 << 20))


@pytest.mark.parametrize(
    "answer", [{"kind": "reading"}, {"kind": "text", "row": "x"}, {"kind": "reading", "start": []}]
)
def test_does_not_believe_everything(tmp_path, monkeypatch, answer):
    monkeypatch.setattr(places_apart, "answers_apart", lambda *_: iter([(answer, b"")]))
    path = tmp_path / "x"
    path.write_bytes(FILE)
    with pytest.raises(UnreadableFile, match="went wrong"):
        find_apart(path)
