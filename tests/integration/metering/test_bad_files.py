# ruff: noqa: RUF001 - digits and signs of other scripts are what is tested
"""Files that have broken other importers get the same answer at both doors: the upload page and the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from billing_site.foundation.access import Role
from metering.models import IntervalDay, ReadingUpload
from tests.factories.api_keys import program
from tests.factories.bad_files import PACKED, TEXTS
from tests.factories.people import browser_of, user_with
from tests.factories.submissions import half_hourly
from tests.factories.uploads import worked_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]
# How many readings can be taken; row and field of the first error.
TOLD = {
    "C1 nothing": (0, 1, "file"),
    "C1 only a mark": (0, 1, "file"),
    "C1 only a header": (0, 1, "file"),
    "C2 UTF-8 with a mark": (2, None, None),
    "C3 UTF-16": (2, None, None),
    "C4 latin-1": (2, 4, "service point"),
    "C5 NUL in a cell": (0, 1, "file"),
    "C6 an unclosed quote": (0, 5, "row"),
    "C7 a cell of 140,000 characters": (0, 4, "line"),
    "C8 a decimal comma": (2, 4, "value"),
    "C8 semicolons": (2, None, None),
    "C9 a row too short": (2, 4, "row"),
    "C9 a row too long": (2, 4, "row"),
    "C9 65 columns": (0, 2, "row"),
    "C10 a header twice": (0, 1, "header"),
    "C10 no value column": (0, 1, "header"),
    "C10 a header in other letters": (2, None, None),
    "C11 old Mac line ends": (2, None, None),
    "C11 a line separator in a cell": (2, 4, "service point"),
    "C12 a formula '=1+1'": (2, 4, "service point"),
    "C12 a formula '@SUM(A1)'": (2, 4, "service point"),
    "C12 a formula '-2+3'": (2, 4, "service point"),
    "C12 a formula '+1'": (2, 4, "service point"),
    "C12 a formula \"'\\t=1'\"": (2, 4, "service point"),
    "C16 two values for one time": (3, None, None),
    "C17 a local time without an offset": (0, 4, "start"),
    "C18 a time in the gap of spring": (0, 4, "start"),
    "C19 a date of two readings": (2, 4, "start"),
    "C20 a code in exponents": (2, 4, "service_point"),
    "C20 a date as a number": (2, 4, "start"),
    "C21 a PDF": (0, 1, "file"),
    "C21 an HTML page": (0, 1, "file"),
    "C23 an old Excel file": (0, 1, "file"),
    "a value NaN": (2, 4, "value"),
    "a value sNaN": (2, 4, "value"),
    "a value Infinity": (2, 4, "value"),
    "a value -Infinity": (2, 4, "value"),
    "a value 1e400": (2, 4, "value"),
    "a value 1E+1000000000": (2, 4, "value"),
    "a value 1_000": (2, 4, "value"),
    "a value 0x10": (2, 4, "value"),
    "a value true": (2, 4, "value"),
    "a value ١٢٣": (2, 4, "value"),
    "a value １２": (2, 4, "value"),
    "a value −5": (2, 4, "value"),
    "a value 1.5.5": (2, 4, "value"),
    "a value --5": (2, 4, "value"),
    "a value 9999999999999999999999": (2, 4, "value"),
    "a value 1234567890123456789": (2, 4, "value"),
    "a value 0.0000001": (2, 4, "reading"),
    "a value ": (2, 4, "value"),
    "a value 99999999999999.5": (2, 4, "reading"),
    "a start that is no date": (2, 4, "start"),
    "a start of hour 24": (3, None, None),
    "a start of second 60": (2, 4, "start"),
    "a start with a strange offset": (2, 4, "start"),
    "a start in the year 1": (2, 4, "start"),
    "a start in the year 9999": (2, 4, "start"),
    "a start in the future": (2, 4, "start"),
    "an unknown quality": (2, 4, "quality"),
    "another unit": (2, 4, "unit"),
    "a code turned round": (2, 4, "service point"),
    "N1 NEM13": (0, 1, "file"),
    "N1 no 100 record": (0, 1, "RecordIndicator"),
    "N1 no 900 record": (0, 3, "RecordIndicator"),
    "N1 two 900 records": (48, 5, "RecordIndicator"),
    "N2 a 300 before any 200": (0, 2, "RecordIndicator"),
    "N2 a 400 before any 300": (0, 3, "RecordIndicator"),
    "N3 an interval of '7'": (0, 2, "IntervalLength"),
    "N3 an interval of '0'": (0, 2, "IntervalLength"),
    "N3 an interval of '-30'": (0, 2, "IntervalLength"),
    "N3 an interval of '30.5'": (0, 2, "IntervalLength"),
    "N3 an interval of '”30”'": (0, 2, "IntervalLength"),
    "N4 47 values": (0, 3, "IntervalValue"),
    "N4 49 values": (0, 3, "IntervalValue"),
    "N4 no values": (0, 3, "IntervalValue"),
    "N5 a value 'NaN'": (0, 3, "IntervalValue48"),
    "N5 a value 'x'": (0, 3, "IntervalValue48"),
    "N5 a value ''": (0, 3, "IntervalValue48"),
    "N5 a value '11111111111111111111'": (0, 3, "IntervalValue48"),
    "N5 a value '1_0'": (0, 3, "IntervalValue48"),
    "N6 a quality Z": (0, 3, "QualityMethod"),
    "N6 V without a 400": (0, 3, "QualityMethod"),
    "N6 a 400 from 1 to 49": (0, 4, "StartInterval, EndInterval"),
    "N6 a gap between 400s": (0, 3, "QualityMethod"),
    "N7 a date 20260230": (0, 3, "IntervalDate"),
    "N7 a date 00000000": (0, 3, "IntervalDate"),
    "N7 a date 2026-01-01": (0, 3, "IntervalDate"),
    "N7 a date 21990101": (0, 3, "start"),
    "N10 an unknown NMI": (0, 3, "service point"),
    "N12 a unit that is none": (0, 3, "unit"),
    "N14 a record 600": (48, 4, "RecordIndicator"),
    "N16 a line of 50,000 fields": (0, 3, "line"),
    "N16 100,000 empty 300 records": (0, 1003, "file"),
    "C21 gzip": (2, None, None),
    "C21 gzip that breaks off": (0, 1, "file"),
    "C21 gzip of empty lines": (0, 50004, "file"),
    "N17 zip of one file": (2, None, None),
    "N17 zip of two files": (0, 1, "file"),
    "X7 zip of 10,000 members": (0, 1, "file"),
    "X8 a workbook": (0, 1, "file"),
    "X8 half a zip": (0, 1, "file"),
}


def test_every_file_has_an_answer_and_a_name_of_its_own():
    names = [name for name, _ in (*TEXTS, *PACKED)]
    assert sorted(names) == sorted(set(names)) == sorted(TOLD)


@pytest.mark.parametrize(
    ("name", "content"), [*TEXTS, *PACKED], ids=lambda part: part if isinstance(part, str) else ""
)
def test_at_the_upload_page(name, content):
    utility = half_hourly().service_point.utility
    browser = browser_of(user_with(Role.UPLOADER, utilities=[utility]))
    file = SimpleUploadedFile("readings.csv", content)
    sent = browser.post(
        reverse("metering-staff:upload-new"),
        {"utility": utility.pk, "stamp": "start", "upload_files": [file]},
    )
    assert not IntervalDay.objects.exists()
    good, row, field = TOLD[name]
    if not content:
        assert sent.status_code == 422
        assert "empty" in sent.content.decode()
        return
    assert sent.status_code == 302
    upload = worked_on(ReadingUpload.objects.get())
    assert (upload.state, upload.reading_count) == ("CHECKED" if good else "REFUSED", good)
    assert [(first["row"], first["field"]) for first in upload.problems[:1]] == (
        [(row, field)] if row else []
    )
    assert all(problem["message"] and problem["cure"] for problem in upload.problems)
    page = browser.get(reverse("metering-staff:upload", args=[upload.pk]))
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert not IntervalDay.objects.exists()


@pytest.mark.parametrize(("name", "content"), TEXTS, ids=lambda part: part if isinstance(part, str) else "")
def test_at_the_api(name, content):
    half_hourly()
    answer = program().post("readings/batches?utility=NORTH", content, "text/csv")
    good, row, field = TOLD[name]
    batch = answer.json()
    if good:
        assert (answer.status_code, batch["accepted"]) == (201, good)
    else:
        assert (answer.status_code, batch["code"]) == (422, "readings.refused")
        assert not IntervalDay.objects.exists()
    code = field and "row." + field.partition(",")[0].replace(" ", "_").lower()
    told = [(error["row"], error["code"]) for error in batch["errors"][:1]]
    assert told == ([(row, code)] if row else [])
    assert all(error["detail"] and error["hint"] for error in batch["errors"])


@pytest.mark.parametrize(("name", "content"), PACKED, ids=lambda part: part if isinstance(part, str) else "")
def test_the_api_takes_no_file_that_is_packed(name, content):
    half_hourly()
    answer = program().post("readings/batches?utility=NORTH", content, "text/csv")
    assert (answer.status_code, answer.json()["code"]) == (415, "encoding.unsupported"), name
    assert not IntervalDay.objects.exists()


@pytest.mark.parametrize("media_type", ["text/csv", "application/x-ndjson"])
def test_the_api_takes_no_body_of_millions_of_lines(media_type):
    half_hourly()
    answer = program().post("readings/batches?utility=NORTH", b"\n" * 1_000_001, media_type)
    assert (answer.status_code, answer.json()["code"]) == (413, "body.too_large")
