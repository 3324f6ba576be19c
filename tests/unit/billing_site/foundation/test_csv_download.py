"""CSV that a spreadsheet opens without running anything in it."""

import csv
from decimal import Decimal
from io import StringIO

import pytest

from billing_site.foundation.csv_download import csv_response, safe_cell


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_disarms_texts_that_begin_like_a_formula(start):
    assert safe_cell(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize("value", [Decimal("-1.50"), -3, None, "plain", "", "a=b"])
def test_leaves_numbers_and_plain_texts_alone(value):
    assert safe_cell(value) == value


def test_streams_rows_that_read_back():
    rows = ([f'name "{number}", Ltd', Decimal("-1.5")] for number in range(2))
    response = csv_response("report", ("name", "amount"), rows)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert list(csv.reader(StringIO(text))) == [
        ["name", "amount"],
        ['name "0", Ltd', "-1.5"],
        ['name "1", Ltd', "-1.5"],
    ]
    assert response["Content-Disposition"] == 'attachment; filename="report.csv"'
