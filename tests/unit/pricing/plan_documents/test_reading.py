"""Strict JSON."""

import pytest

from pricing.plan_documents.problems import InvalidPlanDocument
from pricing.plan_documents.reading import read_plan_document


def problems_of(content: bytes) -> list[str]:
    with pytest.raises(InvalidPlanDocument) as caught:
        read_plan_document(content)
    return [str(problem) for problem in caught.value.problems]


def test_gives_the_object_and_skips_a_byte_order_mark():
    assert read_plan_document(b'\xef\xbb\xbf{"a": ["1.50", 15, null, true]}') == {
        "a": ["1.50", 15, None, True]
    }


def test_refuses_a_fraction_and_says_how_to_write_it():
    assert problems_of(b'{"charges": [{"unit_price": 0.25}]}') == [
        '$.charges[0].unit_price: 0.25 is a JSON number (write it as text: "0.25")'
    ]


@pytest.mark.parametrize("number", ["1e3", "-0.0", "1E400"])
def test_refuses_every_kind_of_fraction(number):
    assert problems_of(f'{{"a": {number}}}'.encode()) == [
        f'$.a: {number} is a JSON number (write it as text: "{number}")'
    ]


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_refuses_numbers_that_are_none(constant):
    assert problems_of(f'{{"a": {constant}}}'.encode())[0].startswith(f"$.a: {constant} is not a number")


def test_names_every_duplicate_key():
    assert problems_of(b'{"a": {"b": 1, "b": 1, "odd name": 2, "odd name": 3}}') == [
        '$.a.b: "b" is given more than once (keep one of them)',
        '$.a["odd name"]: "odd name" is given more than once (keep one of them)',
    ]


def test_names_line_and_column_of_broken_json():
    assert problems_of(b'{\n  "a" "1"\n}') == [
        "$: line 2, column 7 is not JSON: Expecting ':' delimiter (check commas, quotes and brackets there)"
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[" * 100_000, "nested deeper than 20"),
        (b'{"a": "' + b"x" * 1_000_000 + b'"}', "larger than 1,000,000 bytes"),
        (b'{"a": "\xff"}', "byte 7 is not UTF-8"),
        (b'["a"]', "not a JSON object"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "too long"),
        (b'{"a": "\\u0000"}', "cannot be stored"),
        (b'{"a": "\\ud800"}', "cannot be stored"),
        (b'{"\\ud800": "a"}', "cannot be stored"),
        (b"", "not JSON"),
    ],
)
def test_refuses_what_is_not_a_plan_document(content, message):
    assert message in problems_of(content)[0]


def test_counts_no_brackets_inside_texts():
    assert read_plan_document(b'{"a": "' + b"[" * 100 + b'\\"{{{"}')["a"].startswith("[")
