"""Texts of rows that may have to be shown."""

import numpy as np

from metering.file_formats.kept_texts import KeptTexts


def kept(*portions):
    texts = KeptTexts()
    for rows, portion in portions:
        texts.keep(np.array(rows, dtype=np.int64), portion)
    return texts


def test_finds_the_text_of_a_row():
    texts = kept(([2, 3, 5], ["a", " ü ", "c"]), ([9], ["d"]))
    assert [texts.of(row) for row in (2, 3, 4, 5, 9, 10)] == ["a", "ü", None, "c", "d", None]


def test_a_text_of_several_lines_does_not_move_the_others():
    assert kept(([2, 3], ["a\nb", "c"])).of(3) == "c"


def test_no_rows_are_nothing():
    assert kept(([], [])).of(1) is None


def test_forgets():
    texts = kept(([2], ["a"]))
    texts.forget()
    assert texts.of(2) is None
