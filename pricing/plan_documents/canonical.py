"""One text and one hash per plan document, whatever order its keys came in.

PostgreSQL's jsonb forgets the order of keys, so the order is decided here: that of the schema, and the
alphabet for names the clerk chose (prices follow their calendar's buckets, if they have one).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

_KEYS: Final = """
    format code name label labels description currency commodity effective_from
    source title publisher url dated retrieved notes
    metrics rounding bucket_labels calendars buckets holidays country subdivision observed
    names dates seasons windows bucket season days from to from_s
    charges determinant kind metric import_metric export_metric reactive_metric netting side calendar
    window_minutes sliding daily aggregation where by unique_by peaks current_percents ratchet months minimum
    contract_value contract_percent power_factor target allowed over_bucket
    conversion multiply divide allowance quantity demand bank
    price prices shape index factor addend floor cap missing fallback
    up_to limits amount per percent percents unit mode decimals
    fixed_fee free_events free_amount free_until event_minimum event_maximum multiplier
    blocks hours stairs bands connect_fee rates per_s increment_s
    tiers block_size max_blocks block_price unit_price flat_fee flat_at_zero graduated
    zero_is_free refuse_above max_cost split_at_bands minimum_s free_s
    package_size package_price free_units partial
    credits used_at_once rollover_periods most_rolled_over payout_price true_up_month expires
    overage_factor true_up on_taxes tax prorated year_end_month month_days tier_bounds tier_allocation group
    discounts money_banks maximums minimums commitments riders taxes
"""
_KEY_ORDER: Final = {key: number for number, key in enumerate(_KEYS.split())}
_NAMED_BY_CLERKS: Final = {"metrics", "calendars", "seasons", "bucket_labels", "prices", "where", "limits"}
_LINE_WIDTH: Final = 100


def canonical_document(document: dict[str, Any]) -> dict[str, Any]:
    """The same document with its keys in canonical order; lists keep theirs."""
    ordered: dict[str, Any] = _ordered(document, by_alphabet=False)
    calendars = document.get("calendars", {})
    for charge in ordered.get("charges", ()):
        if "prices" in charge:
            buckets = calendars.get(charge["determinant"].get("calendar"), {}).get("buckets", [])
            places = {bucket: place for place, bucket in enumerate(buckets)}
            in_order = sorted(charge["prices"], key=lambda bucket: (places.get(bucket, len(places)), bucket))
            charge["prices"] = {bucket: charge["prices"][bucket] for bucket in in_order}
    return ordered


def canonical_text(document: dict[str, Any]) -> str:
    """What export writes: canonical order, two spaces, short things on one line, a line break at the end."""
    return _pretty(canonical_document(document), 0, 0) + "\n"


def canonical_bytes(document: dict[str, Any]) -> bytes:
    """The compact form that is hashed: keys by the alphabet, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def content_hash(document: dict[str, Any]) -> str:
    """SHA-256 of the compact form, 64 hexadecimal digits: equal exactly for equal documents."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def _ordered(value: Any, *, by_alphabet: bool) -> Any:
    if isinstance(value, list):
        return [_ordered(item, by_alphabet=False) for item in value]
    if not isinstance(value, dict):
        return value
    keys = sorted(value, key=lambda key: (0 if by_alphabet else _KEY_ORDER.get(key, len(_KEY_ORDER)), key))
    return {key: _ordered(value[key], by_alphabet=key in _NAMED_BY_CLERKS) for key in keys}


def _pretty(value: Any, indent: int, used: int) -> str:
    """JSON text; `used` is how much of the line stands before it."""
    flat = json.dumps(value, ensure_ascii=False)
    if (indent and used + len(flat) <= _LINE_WIDTH) or not isinstance(value, dict | list) or not value:
        return flat
    inner = " " * (indent + 2)
    if isinstance(value, list):
        items = [inner + _pretty(item, indent + 2, indent + 3) for item in value]
    else:
        items = []
        for key, item in value.items():
            start = f"{inner}{json.dumps(key, ensure_ascii=False)}: "
            items.append(start + _pretty(item, indent + 2, len(start) + 1))
    opening, closing = ("[", "]") if isinstance(value, list) else ("{", "}")
    return f"{opening}\n" + ",\n".join(items) + f"\n{' ' * indent}{closing}"
