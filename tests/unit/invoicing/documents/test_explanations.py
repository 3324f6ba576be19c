# ruff: noqa: RUF001 - the multiplication and minus signs belong to the sentences
"""Sentences under the lines."""

import pytest

from invoicing.documents.explanations import explanation
from invoicing.documents.formats import Formats
from pricing.rating.trace import UnreadableTrace

PEAK = {
    "rule": "per_unit",
    "of": "peak_demand",
    "w": 15,
    "at": "2026-01-14T17:15Z",
    "q": "612.4",
    "p": "25.36",
}
ROUNDED = {"r": [2, "half_up"]}


def test_tells_a_peak_in_local_time():
    sentence = explanation({**PEAK, **ROUNDED}, Formats("en", "USD"), "kW", "America/Los_Angeles")
    assert sentence == (
        "The highest 15-minute demand was 612.4 kW, from Jan 14, 2026, 09:15 PST;"
        " 612.4 kW × 25.36 = 15,530.464, rounded to 15,530.46 USD"
    )


def test_writes_a_true_minus_before_numbers():
    trace = {"rule": "discount", "p": "5", "u": "112.36", **ROUNDED}
    sentence = explanation(trace, Formats("en", "GBP"), "discount", "Europe/London")
    assert sentence == "5 % off 112.36 GBP = −5.618, rounded to −5.62 GBP"


def test_speaks_german_to_german_accounts():
    sentence = explanation({**PEAK, **ROUNDED}, Formats("de", "EUR"), "kW", "Europe/Berlin")
    assert sentence.replace("\N{NO-BREAK SPACE}", " ") == (
        "Die höchste 15-Minuten-Leistung war 612,4 kW, ab 14. Jan. 2026, 18:15 CET;"
        " 612,4 kW × 25,36 = 15.530,464, gerundet 15.530,46 EUR"
    )


@pytest.mark.parametrize("language", ["en", "de"])
def test_refuses_a_rule_it_does_not_know(language):
    with pytest.raises(UnreadableTrace):
        explanation({"rule": "guess", "p": "1", **ROUNDED}, Formats(language, "EUR"), "kWh", "UTC")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "; 80 % of the 1,500 kW of January 2026 are more and are billed;"),
        ("de", "; 80 % von 1.500 kW aus Januar 2026 sind mehr und werden abgerechnet;"),
    ],
)
def test_names_the_month_that_a_ratchet_holds_on_to(language, words):
    billed = {"of": "billed_demand", "pk": "612.4", "q": "1200", "by": ["ratchet", "80", "1500", "2026-01"]}
    sentence = explanation({**PEAK, **ROUNDED, **billed}, Formats(language, "EUR"), "kW", "UTC")
    assert words in sentence.replace("\N{NO-BREAK SPACE}", " ")
