"""Readings found in content that is packed, or is not what it was."""

import gzip
import io

import pytest

from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import UnreadableFile
from metering.file_formats.reading_places import find_readings
from tests.unit.metering.file_formats.files import STREAM, day, nem12
from tests.unit.metering.file_formats.places import find, places, wanted

NOON = wanted("2026-02-01T02:00Z", "2026-02-01T02:30Z")
FILE = "".join(nem12(STREAM, day("20260201"))).encode()


def test_unpacks_what_came_packed():
    assert places(find(gzip.compress(FILE), NOON, "NEM12")) == [(3, 25, "0.5")]


def test_unpacks_what_we_packed_however_small_it_became():
    content = FILE.replace(b"900\n", b"") + STREAM.encode() + b"\n" + b"\n" * (32 << 20) + b"900\n"
    found = find_readings(
        io.BytesIO(gzip.compress(content)),
        is_packed=True,
        file_format="NEM12",
        file_name="x.csv",
        profile=LongCsvProfile(),
        wanted=NOON,
    )
    assert places(found) == [(3, 25, "0.5")]
    with pytest.raises(UnreadableFile, match="200 times"):
        find(gzip.compress(content), NOON, "NEM12")


def test_says_so_of_a_format_without_rows():
    with pytest.raises(UnreadableFile, match="rows of the format ESTIMATION cannot be shown"):
        find(FILE, NOON, "ESTIMATION")
