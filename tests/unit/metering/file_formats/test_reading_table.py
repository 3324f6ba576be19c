"""Readings as columns."""

import numpy as np

from metering.file_formats.reading_table import ReadingTable


def table(*rows: int) -> ReadingTable:
    numbers = np.array(rows, dtype=np.int64)
    return ReadingTable(
        numbers * 0, numbers * 60, numbers > 2, numbers, numbers * 0, numbers.astype(np.uint8), numbers
    )


def test_chooses_by_mask_index_and_slice():
    whole = table(1, 2, 3)
    assert len(whole) == 3
    for which in (np.array([False, True, True]), np.array([1, 2]), slice(1, 3)):
        chosen = whole.at(which)
        assert (chosen.rows.tolist(), chosen.exact.tolist()) == ([2, 3], [False, True])


def test_joins_in_order():
    joined = ReadingTable.joined([table(1), table(), table(3, 2)])
    assert (joined.rows.tolist(), joined.labels.tolist()) == ([1, 3, 2], [60, 180, 120])
    assert (joined.exact.dtype, joined.qualities.dtype) == (np.bool_, np.uint8)
