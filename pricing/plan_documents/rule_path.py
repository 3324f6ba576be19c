"""Where in a plan document the rule of an invoice line is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

_ADJUSTMENTS: Final = {"DISCOUNT": "discounts", "MINIMUM": "minimums"}


def rule_path(
    document: dict[str, Any], kind: str, code: str, bucket: str | None = None, tier: int | None = None
) -> str:
    """A JSON pointer (RFC 6901) to the price, tier, discount or minimum, such as /charges/1/prices/peak/tiers/0.

    `kind` is a LineKind, `code` the line's charge code, `tier` counts from 1. As deep as the document goes:
    an empty pointer, which means the whole document, when it has no such rule.
    """
    section = _ADJUSTMENTS.get(kind, "charges")
    index = _index_of(code, document.get(section, ()))
    if index is None:
        return ""
    parts = [section, str(index)]
    if section != "charges":
        return _pointer(parts)
    rule = document[section][index]
    by_bucket = "prices" in rule
    price = rule["prices"].get(bucket) if by_bucket else rule.get("price")
    if price is not None:
        parts += ["prices", bucket or ""] if by_bucket else ["price"]
        if tier is not None and 1 <= tier <= len(price.get("tiers", ())):
            parts += ["tiers", str(tier - 1)]
    return _pointer(parts)


def rule_at(document: Any, pointer: str) -> Any:
    """What the document says there. Raises LookupError for a pointer that leads nowhere."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def _index_of(code: str, rules: Sequence[dict[str, Any]]) -> int | None:
    return next((index for index, rule in enumerate(rules) if rule["code"] == code), None)


def _pointer(parts: Sequence[str]) -> str:
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in parts)
