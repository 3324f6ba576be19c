"""A line again from nothing but its trace."""

import json
from decimal import Decimal

import pytest

from pricing.rating.trace import Replayed, UnreadableTrace, replay

CENTS = {"r": [2, "half_up"]}


def replayed(quantity, exact, amount):
    return Replayed(Decimal(quantity), Decimal(exact), Decimal(amount))


@pytest.mark.parametrize(
    ("trace", "line"),
    [
        ({"rule": "fixed", "q": "1", "p": "16.91"}, replayed("1", "16.91", "16.91")),
        ({"rule": "fixed", "q": "1", "p": "10", "f": [15, 31]}, replayed("1", "4." + "838709677419354" * 3 + "83870967741935", "4.84")),
        ({"rule": "per_unit", "q": "743.000", "p": "0.1534"}, replayed("743", "113.9762", "113.98")),
        ({"rule": "per_unit", "q": "-5", "p": "0.1534"}, replayed("0", "0", "0")),
        ({"rule": "tier", "q": "252", "t": [2, "100", None], "p": "0.2005"}, replayed("152", "30.476", "30.48")),
        ({"rule": "tier", "q": "252", "t": [1, "0", "100"], "p": "0.10"}, replayed("100", "10", "10")),
        ({"rule": "tier", "q": "80", "t": [1, "0", "100"], "p": "0.10"}, replayed("80", "8", "8")),
        (
            {"rule": "tier", "q": "252", "t": [2, "8.2", "32.8"], "s": [30, 1], "p": "0.25"},
            replayed("6", "1.5", "1.5"),
        ),
        ({"rule": "tier_flat", "q": "252", "t": [2, "100", None], "p": "5"}, replayed("1", "5", "5")),
        ({"rule": "volume", "q": "252", "t": [2, "100", None], "p": "0.2"}, replayed("252", "50.4", "50.4")),
        ({"rule": "volume", "q": "-1", "t": [1, "0", "100"], "p": "0.2"}, replayed("0", "0", "0")),
        ({"rule": "package", "q": "201", "k": ["100", "100", "up"], "p": "5"}, replayed("2", "10", "10")),
        ({"rule": "package", "q": "201", "k": ["100", "100", "down"], "p": "5"}, replayed("1", "5", "5")),
        ({"rule": "package", "q": "2.1", "k": ["0.7", "0", "up"], "p": "10"}, replayed("3", "30", "30")),
        ({"rule": "package", "q": "99", "k": ["100", "100", "up"], "p": "5"}, replayed("0", "0", "0")),
        ({"rule": "block", "q": "401", "t": [2, "200", None], "k": ["100", "0", "up"], "p": "5"}, replayed("3", "15", "15")),
        ({"rule": "block_volume", "q": "401", "t": [2, "200", None], "k": ["100", "0", "up"], "p": "5"}, replayed("5", "25", "25")),
        ({"rule": "percent", "q": "800", "x": "-20", "p": "0.013"}, replayed("-20", "-0.26", "-0.26")),
        ({"rule": "event_limits", "x": "2", "a": [[1, "1.451"], [1, "-9"]], "p": "-3.7745"}, replayed("2", "-7.549", "-7.55")),
        ({"rule": "calls", "x": "97", "a": [[1, 2, "90", "86"], [2, 2, "7", "4"]], "p": "0.93"}, replayed("97", "90", "90")),
        ({"rule": "recurring", "q": "6", "x": "62", "f": [1, 31], "t": [1, "0", "5"], "p": "10"}, replayed("62", "20", "20")),
        ({"rule": "already_billed", "q": "1", "p": "-12.30"}, replayed("1", "-12.30", "-12.30")),
        # Free units of which fewer were left for this line than for what was billed of it before.
        ({"rule": "per_unit", "q": "5", "q0": "4", "y": "0", "y0": "3", "p": "2"}, replayed("4", "8", "8")),
        ({"rule": "discount", "u": "123.45", "p": "10"}, replayed("1", "-12.345", "-12.35")),
        ({"rule": "minimum", "u": "7.20", "p": "10"}, replayed("1", "2.8", "2.8")),
        ({"rule": "minimum", "u": "2.00", "p": "10", "f": [1, 2]}, replayed("1", "3", "3")),
        # Rounded with the rest of its charge: above the rounded-down amount by so many cents.
        ({"rule": "per_unit", "q": "743", "p": "0.1000009", "c": 1}, replayed("743", "74.3006687", "74.31")),
        ({"rule": "per_unit", "q": "743", "p": "0.1000009", "c": 0}, replayed("743", "74.3006687", "74.30")),
    ],
)  # fmt: skip
def test_gives_quantity_and_amounts_by_the_rule(trace, line):
    stored = json.loads(json.dumps({**CENTS, **trace}))
    assert replay(stored) == line


def test_rounds_as_the_trace_says():
    trace = {"rule": "per_unit", "q": "3", "p": "0.5"}
    assert replay({**trace, "r": [0, "half_up"]}).amount == 2
    assert replay({**trace, "r": [0, "down"]}).amount == 1
    assert replay({**trace, "r": [3, "half_up"]}).amount == Decimal("1.500")


def test_refuses_a_rule_it_does_not_know():
    with pytest.raises(UnreadableTrace, match="magic"):
        replay({**CENTS, "rule": "magic", "p": "1"})
