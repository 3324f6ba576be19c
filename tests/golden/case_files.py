"""Golden files: where they lie, and which schema each follows; told from the content, never from the path.

Ours lie in `cases/`. More folders are named in the environment variable GOLDEN_CASES (separated as in PATH).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

OUR_CASES = Path(__file__).parent / "cases"


def _all_values_have(content: Any, *keys: str) -> bool:
    return (
        isinstance(content, dict)
        and bool(content)
        and all(isinstance(value, dict) and value.keys() >= set(keys) for value in content.values())
    )


def _has(content: Any, *keys: str) -> bool:
    return isinstance(content, dict) and content.keys() >= set(keys)


# The documented kinds; a file must be of exactly one.
KINDS: dict[str, Callable[[Any], bool]] = {
    "usage cases": lambda c: _has(c, "model", "cases"),
    "bill case": lambda c: _has(c, "schema") and c["schema"] == "oracle-bill/1",
    "rate record": lambda c: _has(c, "source", "rate") and isinstance(c["rate"], dict),
    "rounded totals": lambda c: _has(c, "monthly_totals"),
    "published examples": lambda c: _has(c, "examples"),
    "profiles": lambda c: _all_values_have(c, "file", "interval_minutes"),
    "time-of-use hours": lambda c: _has(c, "file", "rates_per_kwh", "weekdays_all_off_peak"),
    "meter file facts": lambda c: _has(c, "parser", "files"),
    "raw meter data quality": lambda c: _all_values_have(c, "rows", "distinct_timestamps"),
}


@dataclass(frozen=True)
class GoldenFile:
    """A JSON file with its parsed content (numbers as Decimal) and its kind; None when nobody knows it."""

    path: Path
    content: Any
    kind: str | None


def kind_of(content: Any) -> str | None:
    """The one documented kind the content follows, or None."""
    kinds = [kind for kind, follows in KINDS.items() if follows(content)]
    return kinds[0] if len(kinds) == 1 else None


def folders() -> list[Path]:
    """Ours and those of GOLDEN_CASES. Raises FileNotFoundError for one that is not there."""
    named = [Path(name) for name in os.environ.get("GOLDEN_CASES", "").split(os.pathsep) if name]
    for folder in named:
        if not folder.is_dir():
            raise FileNotFoundError(f"GOLDEN_CASES names {folder}, which is not a folder")
    return [OUR_CASES, *named]


def read_file(path: Path) -> GoldenFile:
    """The file; content that is no JSON is of no kind."""
    try:
        content = json.loads(path.read_bytes(), parse_float=Decimal)
    except ValueError:
        return GoldenFile(path, None, None)
    return GoldenFile(path, content, kind_of(content))


@cache
def golden_files() -> tuple[GoldenFile, ...]:
    """Every JSON file of every folder, each path once, in order of folder and path."""
    paths = {path.resolve(): path for folder in folders() for path in sorted(folder.rglob("*.json"))}
    return tuple(read_file(path) for path in paths)


def of_kind(kind: str) -> Iterator[GoldenFile]:
    """The files of the kind."""
    assert kind in KINDS
    return (file for file in golden_files() if file.kind == kind)


def find_beside(case_path: Path, name: str) -> Path:
    """The data file a case names, in the folder above the case's or further up; it may lie gzipped.

    Raises FileNotFoundError when it is nowhere.
    """
    for folder in (*case_path.parents[1:], case_path.parent):
        for candidate in (folder / name, folder / f"{name}.gz"):
            if candidate.is_file():
                return candidate
    raise FileNotFoundError(f"{case_path.name} names {name}, which lies in no folder above it")


def each_once(cases: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """(id, case) pairs without those that occur twice with equal content; other equal ids are numbered."""
    kept: dict[str, list[Any]] = {}
    for name, case in cases:
        same = kept.setdefault(name, [])
        if case not in same:
            same.append(case)
    return [
        (name if number == 1 else f"{name}#{number}", case)
        for name, same in kept.items()
        for number, case in enumerate(same, start=1)
    ]
