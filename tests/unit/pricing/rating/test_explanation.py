# ruff: noqa: RUF001 - the multiplication sign belongs to the sentences
"""Sentences for customers."""

import pytest

from pricing.rating.explanation import explain
from pricing.rating.trace import UnreadableTrace

TOTAL = {"of": "total", "m": "ELECTRICITY_IMPORT", "q": "743.000", "n": 2976, "r": [2, "half_up"]}
BUCKET = {**TOTAL, "of": "bucket_total", "b": "summer_peak"}


@pytest.mark.parametrize(
    ("trace", "unit", "sentence"),
    [
        (
            {**TOTAL, "rule": "tier", "t": [2, "300", None], "p": "0.1534"},
            "kWh",
            "443 kWh of 743 kWh lie above 300 kWh; 443 kWh × 0.1534 = 67.9562, rounded to 67.96 USD",
        ),
        (
            {**TOTAL, "rule": "tier", "t": [1, "0", "300"], "p": "0.10"},
            "kWh",
            "300 kWh of 743 kWh lie up to 300 kWh; 300 kWh × 0.1 = 30.00 USD",
        ),
        (
            # A daily allowance over 31 days: 254.2 to 1,016.8 kWh.
            {**TOTAL, "rule": "tier", "t": [2, "8.2", "32.8"], "s": [31, 1], "p": "0.25"},
            "kWh",
            ("488.8 kWh of 743 kWh lie above 254.2 kWh (8.2 × 31) and up to 1016.8 kWh (32.8 × 31);"
            " 488.8 kWh × 0.25 = 122.20 USD"),
        ),
        (
            {**TOTAL, "rule": "tier_flat", "t": [2, "300", None], "p": "5.00"},
            "kWh",
            "743 kWh reach the tier above 300 kWh, which has a flat fee; 5 USD = 5.00 USD",
        ),
        (
            {**TOTAL, "rule": "volume", "t": [2, "300", None], "p": "0.10"},
            "kWh",
            ("743 kWh reach the tier above 300 kWh, whose price is for all of them;"
            " 743 kWh × 0.1 = 74.30 USD"),
        ),
        (
            {**BUCKET, "rule": "per_unit", "p": "0.30", "e": 12},
            "kWh",
            ("743 kWh count as summer peak; 743 kWh × 0.3 = 222.90 USD"
            " (12 of 2976 readings were estimated or replaced)"),
        ),
        (
            {**TOTAL, "rule": "per_unit", "q": "-2.5", "p": "0.30"},
            "kWh",
            "-2.5 kWh were counted, which is less than nothing and billed as 0; 0 kWh × 0.3 = 0.00 USD",
        ),
        (
            {"rule": "per_unit", "of": "days", "q": "31", "p": "0.508285714286", "r": [2, "half_up"]},
            "day",
            "31 days × 0.508285714286 = 15.756857142866, rounded to 15.76 USD",
        ),
        (
            {**BUCKET, "rule": "per_unit", "of": "peak_demand", "w": 15, "q": "45.2", "p": "29.54",
             "at": "2026-07-01T18:15Z"},
            "kW",
            ("the highest 15-minute demand in summer peak was 45.2 kW, from 2026-07-01 18:15 UTC;"
            " 45.2 kW × 29.54 = 1335.208, rounded to 1335.21 USD"),
        ),
        (
            {**TOTAL, "rule": "package", "q": "1234", "k": ["100", "100", "up"], "p": "5"},
            "min",
            ("1234 min less 100 min free make packages of 100 min, and a package begun counts whole;"
            " 12 × 5 = 60.00 USD"),
        ),
        (
            {"rule": "fixed", "of": "period", "q": "1", "p": "16.91", "r": [2, "half_up"]},
            "period",
            "16.91 USD per period = 16.91 USD",
        ),
        (
            {"rule": "fixed", "of": "period", "q": "1", "p": "16.91", "f": [1, 3], "r": [2, "half_up"]},
            "period",
            "16.91 USD per period × 1/3 of the period = 5.6366666667…, rounded to 5.64 USD",
        ),
        (
            {"rule": "discount", "p": "10", "u": "123.45", "r": [2, "half_up"]},
            "discount",
            "10 % off 123.45 USD = -12.345, rounded to -12.35 USD",
        ),
        (
            {"rule": "minimum", "p": "10", "u": "7.20", "r": [2, "half_up"]},
            "minimum",
            "minimum of 10 USD less 7.20 already charged = 2.80 USD",
        ),
        (
            {"rule": "minimum", "p": "100", "u": "77.20", "per": "year", "f": [1, 1], "r": [2, "half_up"]},
            "minimum",
            "minimum of 100 USD a year less 77.20 already charged = 22.80 USD",
        ),
        (
            {"rule": "commitment", "p": "365", "u": "23", "per": "year", "f": [73, 365], "r": [2, "half_up"]},
            "minimum",
            "commitment of 365 USD × 73/365 of the year less 23.00 already charged = 50.00 USD",
        ),
        (
            {"rule": "discount_fixed", "p": "20", "u": "80", "u0": "12", "f": [1, 1], "r": [2, "half_up"]},
            "discount",
            "20 USD less 12.00 taken already off 80.00 USD = -8.00 USD",
        ),
        (
            {"rule": "discount_fixed", "p": "20", "u": "200", "z": ["150", "200"], "c": 0, "r": [2, "half_up"]},
            "discount",
            ("20 USD off 200.00 USD, of that 150/200 for the charges of this tax = -15; as its share of the"
            " amount, which is rounded as a whole, -15.00 USD"),
        ),
        (
            {"rule": "maximum", "p": "100", "u": "130", "r": [2, "half_up"]},
            "maximum",
            "maximum of 100 USD less 130.00 charged = -30.00 USD",
        ),
        (
            {"rule": "maximum", "p": "100", "u": "140", "u0": "130", "mo": "10", "f": [1, 1], "r": [2, "half_up"]},
            "maximum",
            "maximum of 100 USD less 140.00 charged, but no more off than 10.00 = -10.00 USD",
        ),
        (
            {"rule": "overage", "p": "2", "mo": "60", "u": "62", "u0": "50", "per": "year", "r": [2, "half_up"]},
            "overage",
            ("of 62.00 USD, 50.00 of it before, what exceeds the 60 USD a year that were promised costs 2 times"
            " as much = 2.00 USD"),
        ),
        (
            {"rule": "rider", "p": "-1.5", "u": "123.45", "r": [2, "half_up"]},
            "rider",
            "-1.5 % of 123.45 USD = -1.85175, rounded to -1.85 USD",
        ),
        (
            # Rounded with the rest of its charge: one cent above the rounded-down 74.30.
            {**TOTAL, "rule": "per_unit", "p": "0.1000009", "c": 1},
            "kWh",
            ("743 kWh × 0.1000009 = 74.3006687; as its share of the charge, which is rounded as a whole,"
            " 74.31 USD"),
        ),
    ],
)  # fmt: skip
def test_says_in_one_sentence_how_an_amount_came_about(trace, unit, sentence):
    assert explain(trace, "USD", unit) == sentence


def test_shows_as_many_decimals_as_the_amount_was_rounded_to():
    trace = {"rule": "per_unit", "of": "days", "q": "3", "p": "50", "r": [0, "half_up"]}
    assert explain(trace, "JPY", "day") == "3 days × 50 = 150 JPY"


def test_refuses_a_rule_it_does_not_know():
    with pytest.raises(UnreadableTrace):
        explain({"rule": "magic", "p": "1", "r": [2, "half_up"]}, "USD", "kWh")
