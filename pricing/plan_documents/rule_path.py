"""Where in a plan document the rule of an invoice line is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pricing.plan_documents.sections import ADJUSTMENTS

_CHARGE: Final = "CHARGE"


def rule_path(
    document: dict[str, Any], kind: str, code: str, bucket: str | None = None, tier: int | None = None
) -> str:
    """A JSON pointer (RFC 6901) to the price, tier or adjustment, such as /charges/1/prices/peak/tiers/0.

    `kind` is a LineKind, `code` the line's charge code, `tier` counts from 1. As deep as the document goes:
    an empty pointer, which means the whole document, when it has no such rule.
    """
    # Charges come last: a credit may stand for a bank of money, or for the bank of units of a charge.
    sections = ("charges",) if kind == _CHARGE else (*ADJUSTMENTS, "charges")
    for section in sections:
        index = _index_of(code, document.get(section, ()))
        if index is not None:
            break
    else:
        return ""
    parts = [section, str(index)]
    if kind != _CHARGE:
        return _pointer(parts)
    rule = document[section][index]
    by_bucket = "prices" in rule
    price = rule["prices"].get(bucket) if by_bucket else rule.get("price")
    if price is not None:
        parts += ["prices", bucket or ""] if by_bucket else ["price"]
        parts += [] if tier is None else _place_of_tier(price, tier)
    return _pointer(parts)


def _place_of_tier(price: dict[str, Any], tier: int) -> list[str]:
    """Tiers are counted from 1; those of blocks of hours through all blocks."""
    for number, block in enumerate(price.get("blocks", ())):
        if tier <= len(block["tiers"]):
            return ["blocks", str(number), "tiers", str(tier - 1)]
        tier -= len(block["tiers"])
    for name in ("tiers", "stairs"):
        if 1 <= tier <= len(price.get(name, ())):
            return [name, str(tier - 1)]
    return []


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
