"""The windows of a time-of-use calendar as rows of text, to be typed: "peak | 16:00 to 21:00 | weekday | summer"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from pricing.plan_documents.problems import PlanProblem

_KEYS: Final = frozenset({"bucket", "season", "days", "from", "to"})
_ALL_DAY, _EVERY_DAY, _ALL_YEAR = "all day", "every day", "all year"
_HOURS: Final = re.compile(r"(\d{1,2}:\d{2})\s*(?:to|-|\N{EN DASH})\s*(\d{1,2}:\d{2})")
_MOST_PARTS: Final = 4


def window_rows(windows: Any) -> str | None:
    """A row for each window; None where a window has more to it than rows can say."""
    if not isinstance(windows, list) or not all(_is_plain(window) for window in windows):
        return None
    return "\n".join(_row(window) for window in windows)


def read_window_rows(text: str, path: str) -> tuple[list[dict[str, Any]], tuple[PlanProblem, ...]]:
    """The windows of the rows, and what is wrong with rows; `path` is that of the list. Empty rows are nothing."""
    windows: list[dict[str, Any]] = []
    problems = []
    for line in filter(str.strip, text.splitlines()):
        window, message, cure = _window([part.strip() for part in line.split("|")])
        if message:
            problems.append(PlanProblem(path, f"row {len(windows) + 1}: {message}", cure))
        windows.append(window)
    return windows, tuple(problems)


def _is_plain(window: Any) -> bool:
    return (
        isinstance(window, dict)
        and isinstance(window.get("bucket"), str)
        and window.keys() <= _KEYS
        and isinstance(window.get("days", []), list)
        and all(isinstance(value, str) for key, value in window.items() if key != "days")
        and all(isinstance(day, str) for day in window.get("days", []))
    )


def _row(window: dict[str, Any]) -> str:
    limited = "from" in window or "to" in window
    parts = [
        window["bucket"],
        f"{window.get('from', '00:00')} to {window.get('to', '24:00')}" if limited else _ALL_DAY,
        ", ".join(window["days"]) if "days" in window else _EVERY_DAY,
        window.get("season", _ALL_YEAR),
    ]
    defaults = ["", _ALL_DAY, _EVERY_DAY, _ALL_YEAR]
    while parts[-1] == defaults[len(parts) - 1]:
        parts.pop()
    return " | ".join(parts)


def _window(parts: Sequence[str]) -> tuple[dict[str, Any], str, str]:
    """A row's window, and what is wrong with it: message and cure, both empty if nothing is."""
    bucket, hours, days, season = (*parts[:_MOST_PARTS], *("",) * (_MOST_PARTS - len(parts)))
    window: dict[str, Any] = {"bucket": bucket}
    if season not in ("", _ALL_YEAR):
        window["season"] = season
    if days not in ("", _EVERY_DAY):
        window["days"] = [day.strip().lower() for day in days.split(",")]
    if len(parts) > _MOST_PARTS:
        return window, "it has more than four parts", "write: bucket | hours | days | season"
    if hours in ("", _ALL_DAY):
        return window, "", ""
    found = _HOURS.fullmatch(hours)
    if found is None:
        return window, f"“{hours}” are no hours", "write them as 16:00 to 21:00, or all day"
    begin, end = (clock.rjust(5, "0") for clock in found.groups())
    if begin != "00:00":
        window["from"] = begin
    if end != "24:00" or "from" not in window:
        window["to"] = end
    return window, "", ""
