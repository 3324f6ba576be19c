"""One text and one hash per document."""

import json

import pytest

from pricing.plan_documents.canonical import (
    _KEY_ORDER,
    canonical_bytes,
    canonical_document,
    canonical_text,
    content_hash,
)
from pricing.plan_documents.reading import read_plan_document
from pricing.plan_documents.schema import plan_schema
from tests.unit.pricing.plan_documents.documents import tou_plan


def shuffled(value):
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in sorted(value, reverse=True)}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


def test_the_order_of_keys_changes_neither_text_nor_hash():
    assert canonical_text(shuffled(tou_plan())) == canonical_text(tou_plan())
    assert content_hash(shuffled(tou_plan())) == content_hash(tou_plan())


def test_reading_the_text_gives_the_same_document():
    document = tou_plan()
    text = canonical_text(document)
    assert read_plan_document(text.encode()) == document
    assert canonical_text(read_plan_document(text.encode())) == text


def test_prices_follow_the_buckets_of_their_calendar():
    document = canonical_document(shuffled(tou_plan()))
    assert list(document["charges"][1]["prices"]) == ["peak", "off_peak"]


def test_begins_with_what_the_plan_is():
    assert list(canonical_document(shuffled(tou_plan())))[:5] == [
        "format", "code", "name", "currency", "effective_from",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), "Time of Use"),
        (("charges", 0, "price", "amount"), "10.0"),
        (("charges", 0, "prorated"), True),
    ],
)
def test_any_other_content_is_another_hash(path, value):
    document = tou_plan()
    target = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    assert content_hash(document) != content_hash(tou_plan())


def test_the_compact_form_is_utf_8_without_spaces():
    assert canonical_bytes({"b": "é", "a": ["1"]}) == '{"a":["1"],"b":"é"}'.encode()


def test_short_things_stay_on_one_line():
    text = canonical_text(tou_plan())
    assert '{"up_to": "300", "unit_price": "0.10"},\n' in text
    assert max(map(len, text.splitlines())) <= 100
    assert json.loads(text) == tou_plan()


def properties_of(node):
    if isinstance(node, list):
        return {name for inner in node for name in properties_of(inner)}
    if not isinstance(node, dict):
        return set()
    own = node.get("properties", {})
    return {*own, *(name for inner in node.values() for name in properties_of(inner))}


def test_every_property_of_the_schema_has_its_place():
    missing = properties_of(plan_schema()) - _KEY_ORDER.keys()
    assert missing == set()
