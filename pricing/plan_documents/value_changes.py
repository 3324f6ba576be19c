"""Where two JSON documents differ, whatever they are about: the structure under `plan_differences`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeGuard

from pricing.plan_documents.sections import CODED

Steps = tuple[str | int, ...]


class Missing(Enum):
    """Stands for a value that one of the documents does not have."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING
# What two values must agree on to be compared part by part: a price of another shape is another price.
_KINDS: Final = ("shape", "kind")
# Lists whose rows only make sense together: the first that fits wins.
_WHOLE: Final = frozenset({"windows"})
# What may be left out when it is empty: each member of it is new or gone by itself.
_COLLECTIONS: Final = frozenset(
    {
        *CODED,
        "calendars",
        "seasons",
        "metrics",
        "bucket_labels",
        "labels",
    }
)


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One difference. `steps` lead to it in the newer document; in the older one for what is gone.

    `old` or `new` is MISSING where the document has nothing there. With `is_order` they are the codes of the
    same things in another order.
    """

    steps: Steps
    old: Any
    new: Any
    is_order: bool = False


def value_changes(old: Any, new: Any, steps: Steps = ()) -> Iterator[ValueChange]:
    """The differences, as deep as they can be told apart, in the order of the newer document.

    Objects of a list are the same where they have the same `code`; without codes, where they have the same
    place and the list its old length.
    """
    if old == new:
        return
    if steps and steps[-1] in _COLLECTIONS:
        old, new = (type(new)() if old is MISSING else old), (type(old)() if new is MISSING else new)
    if isinstance(old, dict) and isinstance(new, dict) and _is_same_kind(old, new):
        yield from _of_objects(old, new, steps)
    elif _is_list_of_objects(old) and _is_list_of_objects(new) and not (steps and steps[-1] in _WHOLE):
        yield from _of_lists(old, new, steps)
    else:
        yield ValueChange(steps, old, new)


def _of_objects(old: dict[str, Any], new: dict[str, Any], steps: Steps) -> Iterator[ValueChange]:
    for key in [*new, *(key for key in old if key not in new)]:
        yield from value_changes(old.get(key, MISSING), new.get(key, MISSING), (*steps, key))


def _of_lists(old: list[dict[str, Any]], new: list[dict[str, Any]], steps: Steps) -> Iterator[ValueChange]:
    if _has_codes(old) and _has_codes(new):
        yield from _by_code(old, new, steps)
    elif len(old) == len(new):
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from value_changes(before, after, (*steps, number))
    else:
        yield ValueChange(steps, old, new)


def _by_code(old: list[dict[str, Any]], new: list[dict[str, Any]], steps: Steps) -> Iterator[ValueChange]:
    before = {one["code"]: one for one in old}
    after = {one["code"] for one in new}
    for number, one in enumerate(new):
        yield from value_changes(before.get(one["code"], MISSING), one, (*steps, number))
    for number, one in enumerate(old):
        if one["code"] not in after:
            yield ValueChange((*steps, number), one, MISSING)
    kept_before = [code for code in before if code in after]
    kept_after = [one["code"] for one in new if one["code"] in before]
    if kept_before != kept_after:
        yield ValueChange(steps, kept_before, kept_after, is_order=True)


def _is_same_kind(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return all(old.get(key) == new.get(key) for key in _KINDS)


def _is_list_of_objects(value: Any) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _has_codes(values: Sequence[dict[str, Any]]) -> bool:
    codes = [one.get("code") for one in values]
    return all(isinstance(code, str) for code in codes) and len(set(codes)) == len(codes)
