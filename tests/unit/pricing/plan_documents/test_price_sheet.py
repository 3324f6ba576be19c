"""Prices as rows."""

import pytest

from pricing.plan_documents.price_sheet import PriceRow, price_rows

TIMES = "\N{MULTIPLICATION SIGN}"
RATES = [
    {"from_s": "0", "price": "0.09", "per_s": "60", "increment_s": "60"},
    {"from_s": "60", "price": "0.08", "per_s": "60", "increment_s": "1"},
]


@pytest.mark.parametrize(
    ("price", "rows"),
    [
        (
            {
                "shape": "graduated_percentage",
                "tiers": [
                    {"up_to": "1000", "percent": "2.9", "flat_fee": "1"},
                    {"up_to": None, "percent": "1"},
                ],
            },
            [
                ("0 to 1,000 kWh", "2.9 %", "of the amount and 1 EUR"),
                ("above 1,000 kWh", "1 %", "of the amount"),
            ],
        ),
        (
            {
                "shape": "hours_use",
                "blocks": [
                    {
                        "hours": "200",
                        "tiers": [
                            {"up_to": "3000", "unit_price": "0.11"},
                            {"up_to": None, "unit_price": "0.10"},
                        ],
                    },
                    {"hours": None, "tiers": [{"up_to": None, "unit_price": "0.01"}]},
                ],
            },
            [
                ("0 to 200 hours of use, 0 to 3,000 kWh", "0.11 EUR", "per kWh"),
                ("0 to 200 hours of use, above 3,000 kWh", "0.10 EUR", "per kWh"),
                ("above 200 hours of use", "0.01 EUR", "per kWh"),
            ],
        ),
        (
            {
                "shape": "block_tiers",
                "tiers": [
                    {"block_size": "10", "max_blocks": "5", "block_price": "2"},
                    {"block_size": "20", "max_blocks": "3", "block_price": "3"},
                    {"block_size": "100", "max_blocks": None, "block_price": "9"},
                ],
            },
            [
                ("first 5 blocks", "2 EUR", "per block of 10 kWh"),
                ("next 3 blocks", "3 EUR", "per block of 20 kWh"),
                ("further blocks", "9 EUR", "per block of 100 kWh"),
            ],
        ),
        (
            {
                "shape": "stairstep",
                "stairs": [{"up_to": "1000", "amount": "5"}, {"up_to": None, "amount": "9"}],
            },
            [("up to 1,000 kWh", "5 EUR", "per period"), ("any quantity", "9 EUR", "per period")],
        ),
        (
            {
                "shape": "stairstep",
                "stairs": [{"limits": {"API_CALLS": "1000", "SEATS": "5"}, "amount": "5"}],
            },
            [("up to 1,000 api calls and 5 seats", "5 EUR", "per period")],
        ),
        ({"shape": "index", "index": "DAY_AHEAD"}, [("", "day ahead", "per kWh")]),
        (
            {"shape": "index", "index": "SPOT", "factor": "2.2", "addend": "-12", "floor": "-1", "cap": "35"},
            [
                (
                    "",
                    f"2.2 {TIMES} spot \N{MINUS SIGN} 12 EUR",
                    "per kWh, at least \N{MINUS SIGN}1 EUR, at most 35 EUR",
                )
            ],
        ),
        (
            {"shape": "percentage", "percent": "1.5", "fixed_fee": "0.25", "event_maximum": "9"},
            [("", "1.5 % and 0.25 EUR", "of each amount, at most 9 EUR")],
        ),
        ({"shape": "dynamic", "multiplier": "1.2"}, [("", f"own amount {TIMES} 1.2", "per event")]),
        (
            {"shape": "rated_duration", "bands": [{"from": "00:00", "rates": RATES}]},
            [
                ("", "0.09 EUR", "per 60 s, in steps of 60 s"),
                ("after 60 s", "0.08 EUR", "per 60 s, in steps of 1 s"),
            ],
        ),
        (
            {
                "shape": "rated_duration",
                "bands": [
                    {
                        "from": "08:00",
                        "days": ["weekday", "sunday"],
                        "connect_fee": "0.04",
                        "rates": RATES[:1],
                    },
                    {"from": "20:00", "rates": RATES[:1]},
                ],
            },
            [
                ("weekday and Sunday from 08:00", "0.04 EUR", "per call"),
                ("weekday and Sunday from 08:00", "0.09 EUR", "per 60 s, in steps of 60 s"),
                ("from 20:00", "0.09 EUR", "per 60 s, in steps of 60 s"),
            ],
        ),
    ],
)
def test_says_where_how_much_and_per_what(price, rows):
    assert price_rows("", price, "kWh", "EUR") == [PriceRow(*row) for row in rows]


def test_puts_the_bucket_before_the_tier():
    tiers = [{"up_to": None, "unit_price": "1"}]
    assert price_rows("peak", {"shape": "graduated", "tiers": tiers}, "kWh", "EUR") == [
        PriceRow("peak, above 0 kWh", "1 EUR", "per kWh")
    ]
    assert price_rows("night", None, "kWh", "EUR") == [PriceRow("night", "free", "")]
