"""Files to records: whatever wraps them, and nothing that JSON leaves to chance."""

from decimal import Decimal

import pytest

from pricing.plan_documents.problems import InvalidPlanDocument
from pricing.urdb.record_reading import UnreadableRecord, read_urdb_record

RATE = '{"utility": "U", "fixedmonthlycharge": 9.50}'
EXPECTED = {"utility": "U", "fixedmonthlycharge": Decimal("9.50")}


@pytest.mark.parametrize(
    "text",
    [
        RATE,
        f'{{"source": {{}}, "rate": {RATE}}}',
        f'{{"items": [{RATE}]}}',
        f'{{"urdb_response": {RATE}}}',
        f"[{RATE}]",
        f"\ufeff{RATE}",
    ],
)
def test_finds_the_one_record(text):
    record = read_urdb_record(text.encode())
    assert record == EXPECTED
    assert str(record["fixedmonthlycharge"]) == "9.50"


def test_keeps_numbers_that_mean_no_bound():
    text = f'{{"utility": "U", "a": [1e38, 9.999999680285692e+37, 1{"0" * 38}]}}'
    assert read_urdb_record(text.encode())["a"] == [
        Decimal("1E+38"),
        Decimal("9.999999680285692E+37"),
        Decimal(10) ** 38,
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1, column 2 is not JSON"),
        ("[]", "the file holds 0 records"),
        (f"[{RATE}, {RATE}]", "the file holds 2 records"),
        ('{"a": 1}', "no rate of the utility rate database"),
        ("3", "no rate of the utility rate database"),
        ('{"utility": "U", "utility": "V"}', '"utility" is given more than once'),
        ('{"utility": NaN}', "NaN is not a number"),
        ('{"utility": 1e999}', "beyond measure"),
        ('{"utility": 1e99999999999999999999}', "beyond measure"),
        (f'{{"utility": {"1" * 90}}}', "is too long"),
    ],
)
def test_refuses_what_is_no_record(text, message):
    with pytest.raises(UnreadableRecord, match=message) as caught:
        read_urdb_record(text.encode())
    assert caught.value.cure in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff", b"[" * 30 + b"]" * 30, b" " * 1_000_001])
def test_refuses_what_is_unsafe_to_parse(content):
    with pytest.raises(InvalidPlanDocument):
        read_urdb_record(content)
