"""Texts of rows, kept small until it is clear whether anybody must be shown one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class KeptTexts:
    """One text a row, as the file wrote it; a portion of rows is one string of bytes."""

    def __init__(self) -> None:
        self._portions: list[tuple[NDArray[np.int64], bytes]] = []

    def keep(self, rows: NDArray[np.int64], texts: Sequence[str]) -> None:
        """Keep the text of each row; `rows` are in order, and below those kept before."""
        joined = "\n".join(texts)
        if joined.count("\n") != len(texts) - 1:
            joined = "\n".join(text.replace("\n", " ") for text in texts)
        if len(rows):
            self._portions.append((rows, joined.encode("utf-8", "replace")))

    def of(self, row: int) -> str | None:
        """The text of the row without blanks around it; None when it is not kept."""
        for rows, joined in self._portions:
            if rows[0] <= row <= rows[-1]:
                place = int(np.searchsorted(rows, row))
                if rows[place] == row:
                    return joined.decode().split("\n")[place].strip()
        return None

    def forget(self) -> None:
        """Keep none of them any longer."""
        self._portions.clear()
