"""What was computed of a bill run once, remembered for as long as it holds.

Drafts never change, they only come and go: state, cut-off and number of bills tell whether what was computed
once is still true.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.core.cache import cache

Value = TypeVar("Value")
A_DAY_S: Final = 86_400


def memory_key(name: str, run: Any) -> str:
    """Where the figure `name` of a run from `runs_with_counts` is remembered."""
    return f"bill-run-{name}-{run.pk}-{run.state}-{run.as_of.timestamp()}-{run.bills}"


def remembered(name: str, run: Any, compute: Callable[[], Value], seconds: int = A_DAY_S) -> Value:
    """The figure as it was computed for the run as it stands, or computed now; never None."""
    key = memory_key(name, run)
    known: Value | None = cache.get(key)
    if known is None:
        known = compute()
        cache.set(key, known, seconds)
    return known
