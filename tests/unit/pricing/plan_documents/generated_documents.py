"""Parts of documents of every shape, made up by hypothesis from what the schema allows."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pricing.plan_documents.schema import plan_schema

Schema = dict[str, Any]

_TEXTS = st.text("abc XYZ09é€_-", min_size=1, max_size=8)
_MOST_ITEMS = 2
_OF_PATTERN = {
    "^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$": ["A", "b.2", "C_-9"],
    "^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$": ["peak", "off_peak", "9-x"],
    "^[A-Z][A-Z0-9_]{0,39}$": ["KWH", "A_1"],
    "^[a-z]{2}$": ["de", "fr"],
    "^[A-Z]{2}$": ["US", "DE"],
    "^[0-9]{2}-[0-9]{2}$": ["06-01", "09-30"],
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": ["2026-01-31"],
    "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$": ["00:00", "16:30", "24:00"],
    "^-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,12})?$": ["-0.50", "0", "12.345678901234", "999999999999999"],
    "^(0|[1-9][0-9]{0,14})(\\.[0-9]{1,12})?$": ["0", "1.0", "300", "0.000000000001"],
}


@cache
def values_of(definition: str) -> SearchStrategy[Any]:
    """Values of a definition of the schema, such as "charge" or "discount"; references in them are left to chance."""
    return _values(plan_schema()["$defs"][definition])


@cache
def branches_of(definition: str) -> dict[str, SearchStrategy[dict[str, Any]]]:
    """The same for a determinant or a price, one for each kind or shape."""
    return {
        name: branch
        for part in plan_schema()["$defs"][definition]["allOf"]
        for name, branch in _branches(part)
    }


def _values(schema: Any) -> SearchStrategy[Any]:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return st.deferred(lambda: values_of(name))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "else" in schema:
        return st.none() | _values(schema["else"])
    if "allOf" in schema:
        return st.one_of([branch for part in schema["allOf"] for _, branch in _branches(part)])
    return _OF_TYPE[schema["type"]](schema)


def _branches(part: Schema) -> list[tuple[str, SearchStrategy[dict[str, Any]]]]:
    """A kind or shape, or several: its name, and objects with the properties that it has."""
    ((key, wanted),) = part["if"]["properties"].items()
    names = wanted["enum"] if "enum" in wanted else [wanted["const"]]
    objects = _object(part["then"])
    return [(name, objects.map(partial(_named, key, name))) for name in names]


def _named(key: str, name: str, its: dict[str, Any]) -> dict[str, Any]:
    return {**its, key: name}


def _object(schema: Schema) -> SearchStrategy[dict[str, Any]]:
    if "properties" not in schema:
        names = _values(schema.get("propertyNames", {"type": "string"}))
        values = _values(schema["additionalProperties"])
        return st.dictionaries(names, values, min_size=1, max_size=_MOST_ITEMS)
    choices = schema.get("oneOf") or schema.get("anyOf") or [{"required": []}]
    return st.one_of([_with(schema, choice["required"], choices) for choice in choices])


def _with(schema: Schema, chosen: list[str], choices: list[Schema]) -> SearchStrategy[dict[str, Any]]:
    """Objects with one choice of several, and without what belongs to the others."""
    required = {*schema.get("required", ()), *chosen}
    others = {name for choice in choices for name in choice["required"]} - set(chosen)
    properties = {
        name: _values(part)
        for name, part in schema["properties"].items()
        if part is not True and name not in others
    }
    return st.fixed_dictionaries(
        {name: part for name, part in properties.items() if name in required},
        optional={name: part for name, part in properties.items() if name not in required},
    )


def _list(schema: Schema) -> SearchStrategy[list[Any]]:
    least = schema.get("minItems", 0)
    return st.lists(_values(schema["items"]), min_size=least, max_size=max(least, _MOST_ITEMS))


_OF_TYPE = {
    "string": lambda schema: (
        st.sampled_from(_OF_PATTERN[schema["pattern"]]) if "pattern" in schema else _TEXTS
    ),
    "boolean": lambda _: st.booleans(),
    "integer": lambda schema: st.integers(schema["minimum"], schema["maximum"]),
    "array": _list,
    "object": _object,
}
