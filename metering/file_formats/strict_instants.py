"""Instants of RFC 3339 as texts into seconds, a column at a time: with an offset, and nothing left to chance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from metering.file_formats.time_texts import TimeTexts

_CLOCK: Final = re.compile(
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.0{1,9})?)?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
)


def read_instants(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Seconds since 1970, int64, shape (n,), and which texts are no instants, bool, shape (n,).

    An instant is written like 2026-01-31T23:30:00+01:00 or …Z, whole seconds, in the years 1900 to 2199.
    """
    times = TimeTexts().read(texts)
    clocks = [text[10:] for text in texts]
    strange = {clock for clock in set(clocks) if not _CLOCK.fullmatch(clock)}
    bad = times.bad | ~times.exact
    if strange:
        bad |= np.array([clock in strange for clock in clocks], dtype=np.bool_)
    return times.seconds, bad
