"""Whether more or less was used, from quantities alone: money says nothing about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum


class Direction(StrEnum):
    """Which way a quantity went; the average day may go another way than a longer or shorter period."""

    NONE = "NONE"
    MORE = "MORE"
    LESS = "LESS"
    MORE_A_DAY = "MORE_A_DAY"
    LESS_A_DAY = "LESS_A_DAY"
    MIXED = "MIXED"


def direction_of(
    steps: Sequence[Decimal], totals: Mapping[str, tuple[Decimal, Decimal]], *, same_days: bool
) -> Direction:
    """The one direction of what changed; MIXED where there is none that is true of everything.

    `steps` are changes at single places with the days made equal, `totals` what both bills counted of each
    metric, before and now. MORE and LESS are said only when the totals went that way too.
    """
    signs = {step > 0 for step in steps if step}
    if not signs:
        return Direction.NONE
    if len(signs) > 1:
        return Direction.MIXED
    is_more = signs.pop()
    if {(now > before) for before, now in totals.values() if now != before} == {is_more}:
        return Direction.MORE if is_more else Direction.LESS
    if same_days:
        return Direction.MIXED
    return Direction.MORE_A_DAY if is_more else Direction.LESS_A_DAY
