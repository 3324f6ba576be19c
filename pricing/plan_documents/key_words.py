"""What the keys of a plan document are called: the schema's titles, so that a new key needs no words here."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pricing.plan_documents.schema import plan_schema

# Where several things of the schema share a key, or a page would say the same twice.
_OURS: Final = {
    "unit_price": "price",
    "package_price": "price of a package",
    "name": "plan name",
    "names": "holidays that count",
    "dates": "listed holidays",
    "labels": "label by language",
    "label": "label",
    "mode": "mode",
    "unit": "unit",
    "kind": "what is counted",
    "shape": "kind of price",
    "tax": "tax",
}


def key_word(key: str) -> str:
    """The key in words, in small letters: "flat fee at zero" for flat_at_zero, if need be the key itself.

    A key that the schema gives several titles is called by its own name.
    """
    titles = _titles().get(key, frozenset())
    word = _OURS.get(key) or (next(iter(titles)) if len(titles) == 1 else key.replace("_", " "))
    return word if word.isupper() else word[:1].lower() + word[1:]


@cache
def _titles() -> dict[str, frozenset[str]]:
    """The titles of each key, wherever it is used."""
    titles: dict[str, frozenset[str]] = {}
    for key, part in _properties(plan_schema()):
        if isinstance(part, dict) and "title" in part:
            titles[key] = titles.get(key, frozenset()) | {part["title"]}
    return titles


def _properties(part: Any) -> Iterator[tuple[str, Any]]:
    """Every property that the schema describes, wherever it does."""
    if isinstance(part, dict):
        properties = part.get("properties", {})
        yield from properties.items()
        for inner in [*part.values(), *properties.values()]:
            yield from _properties(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _properties(inner)
