"""Days as bytes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from metering.usage.reading_quality import ReadingQuality
from metering.usage.sample_codec import decode_qualities, decode_samples, encode_qualities, encode_samples

ACTUAL, MISSING = ReadingQuality.ACTUAL, ReadingQuality.MISSING


@pytest.mark.parametrize(
    ("values", "width"),
    [
        ([0, 0], 2),
        ([-(2**15), 2**15 - 1], 2),
        ([2**15], 4),
        ([-(2**15) - 1], 4),
        ([2**31 - 1, -(2**31)], 4),
        ([2**31], 8),
        ([-(2**63), 2**63 - 1], 8),
    ],
)
def test_takes_the_fewest_bytes_that_hold_the_day(values, width):
    assert len(encode_samples(np.array(values, dtype=np.int64))) == width * len(values)


def test_is_little_endian():
    assert encode_samples(np.array([1, -2], dtype=np.int64)) == b"\x01\x00\xfe\xff"


@given(arrays.arrays(np.int64, st.integers(1, 100)))
def test_gives_back_what_was_stored(quantities):
    decoded = decode_samples(encode_samples(quantities), len(quantities))
    assert decoded.dtype == np.int64
    assert decoded.tolist() == quantities.tolist()


@pytest.mark.parametrize(("samples", "count"), [(b"123", 1), (b"12345", 2), (b"1" * 16, 1), (b"", 1)])
def test_refuses_bytes_that_are_not_the_day(samples, count):
    with pytest.raises(ValueError, match=f"are not {count} integers"):
        decode_samples(samples, count)


def test_a_day_that_is_all_actual_needs_no_qualities():
    assert encode_qualities(np.full(4, ACTUAL, dtype=np.uint8)) is None
    assert decode_qualities(None, 4).tolist() == [ACTUAL] * 4


def test_any_other_day_has_a_byte_per_interval():
    codes = np.array([ACTUAL, MISSING, ACTUAL], dtype=np.uint8)
    stored = encode_qualities(codes)
    assert stored == bytes([60, 0, 60])
    assert decode_qualities(stored, 3).tolist() == codes.tolist()


def test_refuses_another_number_of_qualities():
    with pytest.raises(ValueError, match="2 quality bytes for 3 intervals"):
        decode_qualities(b"\x3c\x3c", 3)
