"""Spans and quantities in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from metering.vee.wording import counted_intervals, local_span, quantity

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("count", "step", "words"),
    [
        (1, 30, "1 half-hour"),
        (18, 30, "18 half-hours"),
        (2, 15, "2 quarter-hours"),
        (25, 60, "25 hours"),
        (7, 5, "7 5-minute intervals"),
        (0, 1, "0 minutes"),
        (3464, 60, "3,464 hours"),
    ],
)
def test_counts_intervals(count, step, words):
    assert counted_intervals(count, step) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-03-03T04:00Z", "2026-03-03T13:00Z", "from 3 Mar 2026 04:00 to 13:00"),
        ("2026-03-03T04:00Z", "2026-03-04T00:00Z", "from 3 Mar 2026 04:00 to 4 Mar 2026 00:00"),
        ("2026-07-01T03:00Z", "2026-07-01T04:00Z", "from 1 Jul 2026 04:00 to 05:00"),
        # The clock goes from 01:00 to 02:00.
        ("2026-03-29T00:00Z", "2026-03-29T01:00Z", "from 29 Mar 2026 00:00 GMT to 02:00 BST"),
        # The clock shows 01:00 to 02:00 twice.
        ("2026-10-25T00:00Z", "2026-10-25T01:00Z", "from 25 Oct 2026 01:00 BST to 01:00 GMT"),
        ("2026-10-25T01:00Z", "2026-10-25T02:00Z", "from 25 Oct 2026 01:00 GMT to 02:00 GMT"),
        ("2026-10-25T03:00Z", "2026-10-25T04:00Z", "from 25 Oct 2026 03:00 to 04:00"),
    ],
)
def test_tells_a_span_by_the_local_clock(start, end, words):
    assert local_span(datetime.fromisoformat(start), datetime.fromisoformat(end), LONDON) == words


def test_tells_a_quantity():
    assert quantity(125, 3, "kWh") == "0.125 kWh"
    assert quantity(-1, 0, "m3") == "-1 m3"
    assert quantity(0, 6, "kWh") == "0.000000 kWh"
