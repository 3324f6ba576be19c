"""Runs in the rows of a mask."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from metering.vee.runs import runs_of


def test_finds_runs_row_by_row():
    mask = np.array([[1, 1, 0, 1], [1, 0, 0, 0], [0, 0, 0, 0]], dtype=bool)
    assert list(runs_of(mask)) == [(0, 0, 2), (0, 3, 1), (1, 0, 1)]


def test_a_run_ends_with_its_row():
    assert list(runs_of(np.ones((2, 3), dtype=bool))) == [(0, 0, 3), (1, 0, 3)]


def test_no_runs_in_nothing():
    assert list(runs_of(np.zeros((2, 3), dtype=bool))) == []
    assert list(runs_of(np.zeros((2, 0), dtype=bool))) == []


def test_chooses_runs():
    runs = runs_of(np.array([[1, 1, 0, 1]], dtype=bool))
    assert list(runs.where(runs.counts > 1)) == [(0, 0, 2)]


@given(arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, max_side=12), elements=st.booleans()))
def test_runs_cover_what_is_true_and_nothing_else(mask):
    painted = np.zeros_like(mask)
    for row, start, count in runs_of(mask):
        assert not painted[row, start : start + count].any()
        assert start + count == mask.shape[1] or not mask[row, start + count]
        painted[row, start : start + count] = True
    assert (painted == mask).all()
