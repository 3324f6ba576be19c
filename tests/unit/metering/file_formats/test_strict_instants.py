# ruff: noqa: RUF001 - digits and signs of other scripts are what is tested
"""Instants of RFC 3339: with an offset, on the clock, and nothing else."""

import pytest

from metering.file_formats.strict_instants import read_instants


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T01:00+01:00", 0),
        ("1969-12-31T14:00:00.000-10:00", 0),
        ("2026-10-25T02:30:00+01:00", 1792891800),
        ("2026-10-25T02:30:00+02:00", 1792888200),
    ],
)
def test_reads_instants(text, seconds):
    found, bad = read_instants([text, text])
    assert (found.tolist(), bad.tolist()) == ([seconds] * 2, [False] * 2)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "1700000000",
            "2026-02-30T00:00:00Z",
            "2026-01-01T24:00:00Z",
        ),
        *(
            "2026-01-01T23:59:60Z",
            "2026-01-01T00:00:00+99:99",
            "2026-01-01 00:00:00Z",
            "2026-01-01T00:00:00z",
        ),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", " 2026-01-01T00:00:00Z"),
        *(
            "2026-01-01T00:00:00Z ",
            "2026-01-01T00:00:00.5Z",
            "２０２６-01-01T00:00:00Z",
            "2026-01-01T00:00:00+01",
        ),
    ],
)
def test_tells_what_is_none(text):
    _, bad = read_instants(["2026-01-01T00:00:00Z", text])
    assert bad.tolist() == [False, True]


def test_reads_nothing_from_nothing():
    seconds, bad = read_instants([])
    assert (len(seconds), len(bad)) == (0, 0)
