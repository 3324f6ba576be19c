"""Strict JSON: what is no JSON, or says a thing twice, is refused with a code and a pointer."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Raw, UnsetType

from billing_site.foundation import strict_json
from billing_site.foundation.strict_json import NotStrictJson, key_count, read_strict_json, written_keys


class Item(msgspec.Struct, forbid_unknown_fields=True):
    """A thing in a list."""

    name: str
    value: Raw
    note: str | UnsetType = UNSET


class Order(msgspec.Struct, forbid_unknown_fields=True):
    """A list of things."""

    code: str
    items: list[Item] | UnsetType = UNSET
    first: Item | UnsetType = UNSET


DECODER = msgspec.json.Decoder(Order)
ITEM = '{"name":"a","value":1}'


def refusal(content) -> NotStrictJson:
    with pytest.raises(NotStrictJson) as caught:
        read_strict_json(content if isinstance(content, bytes) else content.encode(), DECODER)
    return caught.value


def test_reads_what_is_well_written():
    order = read_strict_json(f'{{"code":"x","items":[{ITEM},{ITEM}],"first":{ITEM}}}'.encode(), DECODER)
    assert [item.name for item in order.items] == ["a", "a"]
    assert bytes(order.first.value) == b"1"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        '{"code":NaN}',
        '{"code":"x"}x',
        '\ufeff{"code":"x"}',
        '{"code":"x",}',
        "{'code':'x'}",
        '{"code":"\\ud800"}',
        '{"code":"\\x"}',
        '{"code":"\x01"}',
        '{"code":"x"}'.encode("utf-16"),
        '{"code":"é"}'.encode("latin-1"),
        b'{"code":"x","items":[{"name":"a","value":"\xe9"}]}',
    ],
)
def test_refuses_what_is_no_json(content):
    assert refusal(content).code == "json.malformed"
    assert refusal(content).is_about_syntax


def test_refuses_brackets_without_end():
    deep = '{"code":"x","items":[{"name":"a","value":' + "[" * 100_000
    assert refusal(deep).code in {"json.too_deep", "json.malformed"}


def test_refuses_nul_but_not_a_backslash_before_the_letters():
    assert refusal('{"code":"a\\u0000b"}').code == "json.characters"
    assert read_strict_json(rb'{"code":"a\\u0000b"}', DECODER).code == r"a\u0000b"


@pytest.mark.parametrize(
    ("content", "code", "pointer"),
    [
        ("null", "shape.type", ""),
        ("[]", "shape.type", ""),
        ("{}", "shape.missing_field", "/code"),
        ('{"code":5}', "shape.type", "/code"),
        ('{"code":"x","evil":1}', "shape.unknown_field", "/evil"),
        ('{"code":"x","items":[{"name":"a","value":1},5]}', "shape.type", "/items/1"),
        ('{"code":"x","items":[{"name":"a"}]}', "shape.missing_field", "/items/0/value"),
        ('{"code":"x","items":[{"name":"a","value":1,"a/b":2}]}', "shape.unknown_field", "/items/0/a~1b"),
    ],
)
def test_points_to_what_has_another_shape(content, code, pointer):
    found = refusal(content)
    assert (found.code, found.pointer, found.is_about_syntax) == (code, pointer, False)


@pytest.mark.parametrize(
    "content",
    [
        '{"code":"x","code":"y"}',
        '{"code":"x","items":[{"name":"a","name":"b","value":1}]}',
        '{"code":"x","first":{"name":"a","value":1,"value":999}}',
        '{"code":"x","items":[{"name":"a","value":1,"note":"n","note":"m"}]}',
        '{"co\\u0064e":"x","code":"y"}',
        '{"code":"\\\\","code":"y"}',
    ],
)
def test_refuses_a_key_that_comes_twice(content):
    assert refusal(content).code == "json.duplicate_key"


def test_counts_keys_in_portions_as_it_does_at_once(monkeypatch):
    text = json.dumps({"code": 'a:"b":\\', "items": [{"name": ":" * 9, "value": {"x": "{:}"}}]}).encode()
    assert key_count(text) == 5
    monkeypatch.setattr(strict_json, "_SMALL_BYTES", 0)
    for size in (1, 2, 3, 7, 1000):
        monkeypatch.setattr(strict_json, "_BYTES_AT_ONCE", size)
        assert key_count(text) == 5


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    )
)
def test_counts_the_keys_of_anything(value):
    def keys(of):
        if isinstance(of, dict):
            return len(of) + sum(map(keys, of.values()))
        return sum(map(keys, of)) if isinstance(of, list) else 0

    for ascii_only in (True, False):
        text = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
        assert key_count(text) == keys(value)


def test_counts_what_a_struct_was_written_with():
    content = f'{{"code":"x","items":[{ITEM},{{"name":"b","value":{{"k":1}},"note":"n"}}]}}'.encode()
    assert written_keys(DECODER.decode(content)) == key_count(content) == 8
