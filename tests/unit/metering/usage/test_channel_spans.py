"""Local days of channels."""

from datetime import date

import pytest

from metering.usage.channel_spans import ChannelSpan, joined_spans, spans_of_days


def march(channel_id, first, end):
    return ChannelSpan(channel_id, date(2026, 3, first), date(2026, 3, end))


def test_counts_its_days():
    assert march(1, 28, 31).day_count == 3
    assert ChannelSpan(1, date(2024, 2, 28), date(2024, 3, 1)).day_count == 2


@pytest.mark.parametrize(
    ("spans", "joined"),
    [
        ([], []),
        ([march(1, 1, 3), march(1, 3, 5)], [march(1, 1, 5)]),
        ([march(1, 3, 5), march(1, 1, 3)], [march(1, 1, 5)]),
        ([march(1, 1, 9), march(1, 2, 4), march(1, 8, 10)], [march(1, 1, 10)]),
        ([march(1, 1, 3), march(1, 4, 5)], [march(1, 1, 3), march(1, 4, 5)]),
        ([march(2, 1, 3), march(1, 3, 5)], [march(1, 3, 5), march(2, 1, 3)]),
    ],
    ids=["none", "touching", "in any order", "overlapping", "a day between", "of two channels"],
)
def test_joins_what_touches_or_overlaps(spans, joined):
    assert joined_spans(spans) == joined


def test_makes_spans_of_days():
    days = [(2, date(2026, 3, 5)), (1, date(2026, 2, 28)), (1, date(2026, 3, 1)), (1, date(2026, 3, 1))]
    assert spans_of_days(days) == [
        ChannelSpan(1, date(2026, 2, 28), date(2026, 3, 2)),
        march(2, 5, 6),
    ]
