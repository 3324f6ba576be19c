"""Small files that unpack to much of nothing are refused before they cost anything."""

import gzip
import io
import time
import zipfile

import pytest

from metering.file_formats.detection import parse_meter_file
from metering.file_formats.file_text import MOST_EMPTY_LINES
from metering.file_formats.parsed_readings import ParsedRun, UnreadableFile

HEADER = b"service_point,channel,start,value,unit\n"
ROW = b"A,E1,2026-03-01T00:00Z,1,kWh\nA,E1,2026-03-01T00:30Z,1,kWh\n"
NEM12 = b"100,NEM12,200301011534,MDP1,Retailer\n"
HUNDREDS_OF_MB = 200 << 20


def zipped(content) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readings.csv", content)
    return packed.getvalue()


@pytest.mark.parametrize("pack", [zipped, lambda content: gzip.compress(content, 6)], ids=["zip", "gzip"])
@pytest.mark.parametrize(
    ("head", "line"),
    [
        (HEADER, b"\n"),
        (HEADER, b"\r\n"),
        (HEADER, b"  \t\n"),
        (HEADER, b'"","","","",""\n'),
        (HEADER, b",,,,\n"),
        (NEM12, b"\n"),
    ],
    ids=["newlines", "Windows newlines", "blanks", "empty quotes", "commas", "NEM12"],
)
def test_refuses_an_archive_of_empty_lines_within_a_second(head, line, pack):
    packed = io.BytesIO(pack(head + line * (HUNDREDS_OF_MB // len(line) // 4)))
    assert len(packed.getvalue()) < 1 << 20
    began = time.process_time()
    with pytest.raises(UnreadableFile) as refused:
        list(parse_meter_file(packed, file_name="x"))
    assert time.process_time() - began < 1
    assert all(error.cure for error in refused.value.errors)


@pytest.mark.parametrize("line", [b"\n", b'"","","","",""\n'])
def test_takes_as_many_empty_lines_as_somebody_may_have_by_mistake(line):
    source = io.BytesIO(HEADER + ROW + line * MOST_EMPTY_LINES)
    (run,) = parse_meter_file(source, file_name="x")
    assert isinstance(run, ParsedRun)
    with pytest.raises(UnreadableFile, match="more than 50,000 empty lines"):
        list(parse_meter_file(io.BytesIO(HEADER + ROW + line * (MOST_EMPTY_LINES + 1)), file_name="x"))


@pytest.mark.parametrize(
    ("value", "told"), [("0.1234567890123456789", "more than 18 digits"), ("0.12.3", "not a number")]
)
def test_names_the_row_of_a_number_that_cannot_be_taken_exactly(value, told):
    bad = f"A,E1,2026-03-01T01:00Z,{value},kWh\n".encode()
    error, run = parse_meter_file(io.BytesIO(HEADER + ROW + bad), file_name="x")
    assert (error.row, error.field, error.value) == (4, "value", value)
    assert told in error.message
    assert run.quantities.tolist() == [1, 1]
