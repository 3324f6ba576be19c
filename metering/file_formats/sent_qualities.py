"""How a program says how its readings came to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from metering.usage.reading_quality import ReadingQuality

# An edit is a clerk's, and what is missing is null.
QUALITY_WORDS: Final[Mapping[str, ReadingQuality]] = {
    quality.name.lower(): quality
    for quality in ReadingQuality
    if quality not in (ReadingQuality.MISSING, ReadingQuality.EDITED)
}
QUALITY_CURE: Final = f"use {', '.join(sorted(QUALITY_WORDS))}, or leave it out for actual"
_UNKNOWN: Final = 255


def read_quality_words(words: Sequence[str]) -> tuple[NDArray[np.uint8], int | None]:
    """The codes, uint8, shape (n,), and the place of the first word that is none."""
    meaning = {word: QUALITY_WORDS.get(word, _UNKNOWN) for word in set(words)}
    codes = np.array([meaning[word] for word in words], dtype=np.uint8)
    return codes, int((codes == _UNKNOWN).argmax()) if _UNKNOWN in meaning.values() else None


def quality_word(code: int) -> str | None:
    """The word of a code, as it would be sent; None where there is no reading."""
    return None if code == ReadingQuality.MISSING else ReadingQuality(code).name.lower()
