"""Rows of a CSV as columns of numbers: 48 bytes a reading, however long its texts were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ReadingTable:
    """Readings in the order of the file; all arrays have shape (n,).

    `channels`: int64 numbers of channels. `labels`: int64, the written time, in Unix seconds where `exact`
    (bool), else in seconds of the local clock. `integers`, `places`: int64 (see NumberColumn). `qualities`:
    uint8 ReadingQuality codes. `rows`: int64 lines of the file.
    """

    channels: NDArray[np.int64]
    labels: NDArray[np.int64]
    exact: NDArray[np.bool_]
    integers: NDArray[np.int64]
    places: NDArray[np.int64]
    qualities: NDArray[np.uint8]
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, which: NDArray[np.intp] | NDArray[np.bool_] | slice) -> Self:
        """The readings that an index, a mask or a slice chooses."""
        return type(self)(*(getattr(self, each.name)[which] for each in fields(self)))

    @classmethod
    def joined(cls, tables: Sequence[Self]) -> Self:
        """The readings of all tables, one after the other."""
        columns = ([getattr(table, each.name) for table in tables] for each in fields(cls))
        return cls(*(np.concatenate(column) for column in columns))
