"""Windows in words."""

import pytest

from pricing.plan_documents.window_words import window_words


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ({"bucket": "off_peak"}, "off peak"),
        ({"bucket": "peak", "from": "16:00"}, "peak from 16:00 to 24:00"),
        (
            {
                "bucket": "peak",
                "season": "high_summer",
                "days": ["weekday", "sunday", "holiday"],
                "to": "07:00",
            },
            "peak from 00:00 to 07:00 on weekdays, Sundays, holidays in high summer",
        ),
        ({"bucket": "peak", "of_tomorrow": "3"}, "peak, of tomorrow 3"),
    ],
)
def test_tells_only_what_is_limited(window, words):
    assert window_words(window) == words
