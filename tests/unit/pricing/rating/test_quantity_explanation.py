"""Words for what lies between counting and pricing."""

import pytest

from pricing.rating.explanation import explain

PRICED = {"p": "0.5", "r": [2, "half_up"]}


@pytest.mark.parametrize(
    ("trace", "words"),
    [
        (
            {"rule": "per_unit", "q": "2700", "v": ["divide", "1000", "ceiling", 0]},
            "2700 MB, divided by 1000 and rounded, are counted in the unit of the price",
        ),
        ({"rule": "per_unit", "q": "80", "y": "30"}, "with 30 free, 50 are left to pay"),
        (
            {"rule": "per_unit", "q": "-20", "kb": ["5", "25"]},
            "of the 5 MB kept from earlier periods 25 MB are kept for later ones",
        ),
        (
            {"rule": "tier", "q": "10", "qt": "40", "t": [1, "0", "20"]},
            "tiers are cut on 40 MB of all times of use, of which these 10 MB have their share",
        ),
        (
            {"rule": "hours_tier", "q": "900", "h": ["400", "800"], "t": [1, "0", None]},
            "the hours of use of the billed demand make a block from 400 to 800 MB",
        ),
        ({"rule": "bank_used", "u": "7.00"}, "taken from credit of 7.00 EUR = 0.50 EUR"),
    ],
)
def test_says_how_the_priced_quantity_came_about(trace, words):
    assert words in explain({**trace, **PRICED}, "EUR", "MB")
