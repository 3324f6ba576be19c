"""Columns of bytes."""

import numpy as np

from billing_site.demo.row_text import constant, join_rows, number_column, text_column


def lines(*columns):
    return join_rows([*columns, constant("\n", len(columns[0]))]).decode().splitlines()


def test_writes_all_decimals_and_no_leading_zeros():
    quantities = np.array([0, 5, 999, 1000, 1_234_567, 20_000])
    assert lines(number_column(quantities, 3)) == ["0.000", "0.005", "0.999", "1.000", "1234.567", "20.000"]


def test_writes_whole_numbers_without_a_point():
    assert lines(number_column(np.array([0, 7, 120]), 0)) == ["0", "7", "120"]


def test_texts_of_different_length_stand_side_by_side():
    assert lines(text_column(["a", "Ärger", ""]), constant(",", 3), text_column(["1", "22", "333"])) == [
        "a,1",
        "Ärger,22",
        ",333",
    ]
