# ruff: noqa: RUF001 - the multiplication sign belongs to the sentences
"""Sentences about events, calls, blocks, stairs and levels."""

import pytest

from pricing.rating.explanation import explain

CENTS = {"r": [2, "half_up"]}
EACH = {**CENTS, "of": "each_event", "m": "PAYMENTS", "q": "800", "n": 4}
TOTAL = {**CENTS, "of": "event_total", "m": "DATA", "q": "30", "n": 2, "rule": "per_unit", "p": "2"}
SEATS = {**CENTS, "of": "recurring_units", "m": "SEATS", "q": "6", "l": "4", "n": 2}

SENTENCES = [
    (
        {**EACH, "rule": "percent", "x": "550", "fr": [2, "250.00"], "p": "0.013"},
        "EUR",
        "4 events came to 800 EUR; 2 whole events and 250 in all were free; 1.3 % of 550 EUR = 7.15 EUR",
    ),
    ({**EACH, "rule": "event_fee", "x": "2", "p": "2.0"}, "EUR", "4 events came to 800 EUR; 2 events × 2 = 4.00 EUR"),
    (
        {**EACH, "rule": "event_limits", "x": "1", "a": [[1, "1.451"]], "p": "1.451"},
        "EUR",
        "4 events came to 800 EUR; minimum and maximum for each of 1 event = 1.451, rounded to 1.45 EUR",
    ),
    (
        {**EACH, "rule": "dynamic", "x": "3.335", "p": "1.2", "b": "eu_west"},
        "call",
        "4 events came to 800 call for eu west; 3.335 that the events brought along × 1.2 = 4.002, rounded to 4.00 EUR",
    ),
    (
        {**EACH, "rule": "calls", "x": "800", "a": [[1, 3, "790", "8.60"], [2, 1, "10", "0.4"]], "p": "0.01125"},
        "s",
        "4 events came to 800 s; each call is rounded by itself; 8.6 + 0.4 = 9.00 EUR",
    ),
    (
        {**EACH, "q": "0", "n": 0, "rule": "calls", "x": "0", "a": [], "p": "0"},
        "s",
        "0 events came to 0 s; each call is rounded by itself; 0 = 0.00 EUR",
    ),
    (
        {**TOTAL, "rule": "block", "t": [1, "0", None], "k": ["25", "0", "up"]},
        "GB",
        (
            "2 events came to 30 GB; they make blocks of 25, and a block begun counts whole; "
            "2 blocks × 2 = 4.00 EUR"
        ),
    ),
    (
        {**TOTAL, "rule": "stair", "ag": "max", "x": "1", "st": [2, 3], "p": "7"},
        "GB",
        "the largest of 2 events was 30 GB; 7 EUR, the price of stair 2 of 3 = 7.00 EUR",
    ),
    (
        {**CENTS, "of": "several_totals", "m": "DATA,SMS", "q": "0", "qs": ["0", "0"], "rule": "stair", "x": "0", "p": "7"},
        "GB",
        "DATA, SMS came to 0, 0; nothing was used, which is free = 0.00 EUR",
    ),
    ({**TOTAL, "ag": "count"}, "GB", "counted: 2 events; 30 GB × 2 = 60.00 EUR"),
    ({**TOTAL, "ag": "latest"}, "GB", "the latest of 2 events was 30 GB; 30 GB × 2 = 60.00 EUR"),
    ({**TOTAL, "ag": "unique_count"}, "GB", "the different ones among 2 events came to 30 GB; 30 GB × 2 = 60.00 EUR"),
    (
        {**TOTAL, "of": "time_weighted", "l": "0"},
        "GB",
        "on average over the period there were 30 GB; 30 GB × 2 = 60.00 EUR",
    ),
    (
        {**SEATS, "rule": "recurring", "t": [2, "5", None], "x": "21", "f": [1, 31], "p": "31"},
        "seat",
        "the period began with 4 and ended with 6 seat; 21 seat-days × 31 × 1/31 of the period = 21.00 EUR",
    ),
    (
        {**CENTS, "rule": "already_billed", "q": "1", "p": "-12.30"},
        "credit",
        "less 12.30 EUR that earlier invoices of the period billed = -12.30 EUR",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("trace", "unit", "sentence"), SENTENCES)
def test_says_what_was_counted_and_how_it_was_priced(trace, unit, sentence):
    trace = {"ag": "sum", **trace}
    assert explain(trace, "EUR", unit) == sentence
