"""Lists that became others, in words: what came, what went, which windows of a calendar moved."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from pricing.plan_documents.canonical import canonical_bytes
from pricing.plan_documents.changed_values import ARROW, shown_value
from pricing.plan_documents.value_changes import Steps
from pricing.plan_documents.window_words import window_words


def list_change(word: str, old: list[Any], new: list[Any]) -> str:
    """Such as "listed holidays: 4 Jul 2027 is new; 5 Jul 2027 is gone"."""
    came = [item for item in new if item not in old]
    went = [item for item in old if item not in new]
    if not came and not went:
        return f"{word}: in another order, {shown_value(new)}"
    if len(came) == len(went) == len(new) == len(old):
        return f"{word}: {shown_value(old)} {ARROW} {shown_value(new)}"
    parts = [
        f"{shown_value(items)} {'is' if len(items) == 1 else 'are'} {state}"
        for items, state in ((came, "new"), (went, "gone"))
        if items
    ]
    return f"{word}: {'; '.join(parts)}"


def window_changes(
    steps: Steps, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> Iterator[tuple[Steps, str]]:
    """Each window that is new, gone or different, with the steps that lead to it; windows count from 1."""
    matcher = SequenceMatcher(
        None, [*map(canonical_bytes, old)], [*map(canonical_bytes, new)], autojunk=False
    )
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            continue
        successors = _successors(old[old_from:old_to], new[new_from:new_to])
        for place, window in enumerate(new[new_from:new_to], new_from):
            before = successors.get(place - new_from)
            if before is None:
                yield (*steps, place), f"window {place + 1} is new: {window_words(window)}"
            else:
                was = window_words(old[old_from + before])
                yield (*steps, place), f"window {place + 1}: {was} {ARROW} {window_words(window)}"
        for place in range(old_from, old_to):
            if place - old_from not in successors.values():
                yield (*steps, place), f"window {place + 1} is gone: {window_words(old[place])}"


def _successors(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> dict[int, int]:
    """For the new windows, the old one that each was made from: the likest not taken yet, if it is like at all."""
    taken: dict[int, int] = {}
    for place, window in enumerate(new):
        likeness = {
            number: sum(one.get(key) == value for key, value in window.items())
            for number, one in enumerate(old)
            if number not in taken.values()
        }
        likest = max(likeness, key=lambda number: likeness[number], default=None)
        if likest is not None and likeness[likest] * 2 >= len(window):
            taken[place] = likest
    return taken
