"""The format of a file, told from its content."""

import codecs
import gzip
import io
import zipfile
from itertools import islice

import pytest

from metering.file_formats.detection import MeterFileFormat, detect_format, parse_meter_file
from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import ParsedRun, RowError, UnreadableFile
from tests.unit.metering.file_formats.files import STREAM, day, nem12

NEM12 = "".join(nem12(STREAM, day("20260101"))).encode()
CSV = b"start,value\n2026-01-01 00:00Z,1\n2026-01-01 00:30Z,2\n"


def zipped(content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("NEM12#1#A#B.V01", content)
    return target.getvalue()


def items_of(content: bytes, file_name="file", **profile):
    return list(parse_meter_file(io.BytesIO(content), file_name=file_name, profile=LongCsvProfile(**profile)))


def refusal(content: bytes) -> RowError:
    for read in (lambda: detect_format(io.BytesIO(content)), lambda: items_of(content, "readings.csv")):
        with pytest.raises(UnreadableFile) as caught:
            read()
    return caught.value.errors[0]


@pytest.mark.parametrize(
    "pack",
    [
        bytes,
        gzip.compress,
        zipped,
        lambda content: codecs.BOM_UTF8 + content,
        lambda content: codecs.BOM_UTF16_LE + content.decode().encode("utf-16-le"),
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: b"\n \n" + content,
    ],
    ids=["plain", "gzip", "zip", "utf-8 mark", "utf-16", "windows", "blank lines before"],
)
@pytest.mark.parametrize(
    ("content", "format_", "count"), [(NEM12, "NEM12", 48), (CSV, "LONG_CSV", 2)], ids=["nem12", "csv"]
)
def test_reads_a_file_however_it_is_packed_and_named(pack, content, format_, count):
    source = io.BytesIO(pack(content))
    assert detect_format(source) == format_
    assert source.tell() == 0
    (run,) = parse_meter_file(source, file_name="picture.png")
    assert len(run.quantities) == count


def test_counts_rows_from_the_beginning_of_the_file():
    (run,) = items_of(b"\n\n" + CSV)
    assert run.row == 4
    (run,) = items_of(b"\n\n" + NEM12)
    assert run.row == 5


def test_a_file_without_a_100_record_is_a_defective_nem12():
    content = NEM12.split(b"\n", 1)[1]
    assert detect_format(io.BytesIO(content)) == MeterFileFormat.NEM12
    with pytest.raises(UnreadableFile, match="does not begin with a 100 record"):
        items_of(content)


def test_takes_the_delimiter_of_the_profile():
    (run,) = items_of(CSV.replace(b",", b";"), delimiter=";")
    assert isinstance(run, ParsedRun)
    assert detect_format(io.BytesIO(CSV), profile=LongCsvProfile(delimiter=",")) == "LONG_CSV"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\n" * 50, "the file begins with empty lines"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "the file is not text"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "the first line is neither a NEM12 100 record nor the header"),
        (b"Dear customer,\nplease find our bill.\n", "the first line is neither"),
        (b"load_kw,pv_production_factor\n1,2\n", "the first line is neither"),
        (b"%PDF-1.7 start of a value\n", "the first line is neither"),
        (b"<!DOCTYPE html><html>", "the file is XML or HTML"),
        (
            b'<?xml version="1.0"?><feed xmlns:espi="http://naesb.org/espi">',
            "Green Button (ESPI) is not taken yet",
        ),
        (b'{"format": "billing-plan/1"}', "the file is JSON, not readings"),
        (b"100,NEM13,200401101030,MDA1,Ret1\n900\n", "the file is NEM13"),
        (zipped(gzip.compress(NEM12)), "the file is not text"),
    ],
)
def test_says_of_what_is_no_meter_file_what_it_is_and_what_was_expected(content, message):
    error = refusal(content)
    assert message in error.message
    assert error.row == 1
    assert error.cure


def test_a_header_without_values_is_told_what_it_lacks():
    content = b"service_point,channel,start\nN1,E1,2026-01-01 00:00Z\n"
    assert detect_format(io.BytesIO(content)) == MeterFileFormat.LONG_CSV
    with pytest.raises(UnreadableFile, match=r"row 1, header .* names no column of values"):
        items_of(content)


def test_leaves_the_source_at_its_beginning_when_it_refuses():
    source = io.BytesIO(b"nothing\n")
    with pytest.raises(UnreadableFile):
        detect_format(source)
    assert source.tell() == 0


def test_refuses_a_file_with_more_than_a_thousand_errors():
    content = "start,value\n" + "".join(f"2026-01-01 00:00Z,x{row}\n" for row in range(1001))
    items = parse_meter_file(io.BytesIO(content.encode()), file_name="x")
    assert len(list(islice(items, 1000))) == 1000
    with pytest.raises(UnreadableFile) as caught:
        next(items)
    assert [error.row for error in caught.value.errors] == [*range(2, 12), 1002]
    assert caught.value.errors[-1].message == "too many errors: more than 1000 rows cannot be taken"


def test_yields_a_thousand_errors():
    content = "start,value\n" + "".join(f"2026-01-01 00:00Z,x{row}\n" for row in range(1000))
    assert len(items_of(content.encode())) == 1000


def test_reads_no_more_than_it_needs(monkeypatch):
    monkeypatch.setattr("metering.file_formats.nem12._VALUES_AT_ONCE", 48)
    days = [day("20260101").encode() + b"\n"] * 20_000
    source = io.BytesIO(b"".join([NEM12.split(b"300")[0], *days]))
    first = next(parse_meter_file(source, file_name="x"))
    assert len(first.quantities) == 48
    assert source.tell() < 200_000
