# ruff: noqa: RUF001 - the multiplication and minus signs belong to the steps
"""An amount as numbered steps."""

import pytest

from invoicing.documents.formats import Formats
from invoicing.documents.line_steps import line_steps
from invoicing.documents.line_words import LINE_WORDS, line_words_in
from pricing.rating.trace import UnreadableTrace

POUNDS = Formats("en", "GBP")
ROUNDED = {"r": [2, "half_up"]}


def steps(trace, formats=POUNDS, unit="kWh", zone_name="Europe/London"):
    told = line_steps({**ROUNDED, **trace}, formats, unit, zone_name)
    return [
        tuple(text.replace("\N{NO-BREAK SPACE}", " ") for text in (step.text, step.note, step.figure))
        for step in told
    ]


def test_counts_prices_and_rounds():
    trace = {
        "rule": "per_unit",
        "of": "bucket_total",
        "b": "off_peak",
        "q": "117.263",
        "n": 300,
        "e": 6,
        "p": "0.41",
    }
    assert steps(trace) == [
        ("300 readings added up: off peak", "294 measured, 6 estimated or replaced", "117.263 kWh"),
        ("117.263 kWh × 0.41", "", "48.07783"),
        ("Rounded", "the usual way, a half goes up", "48.08"),
    ]


def test_tells_the_tier_and_how_its_bounds_were_scaled():
    trace = {
        "rule": "tier",
        "of": "total",
        "q": "400",
        "n": 1440,
        "t": [2, "8.2", "20"],
        "s": [30, 1],
        "p": "0.3",
    }
    assert steps(trace)[1] == (
        "Tier 2: 246 to 600 kWh",
        "the limits of 8.2 – 20 kWh × 30 for the days of this bill",
        "154 kWh",
    )


@pytest.mark.parametrize(
    ("tier", "text"),
    [
        ([1, "0", "300"], "Tier 1: up to 300 kWh"),
        ([2, "300", None], "Tier 2: above 300 kWh"),
        ([1, "0", None], "Tier 1: whatever the quantity"),
    ],
)
def test_names_the_bounds_of_a_tier(tier, text):
    trace = {"rule": "tier", "of": "total", "q": "420.5", "n": 1, "t": tier, "p": "0.31"}
    assert steps(trace)[1][:2] == (text, "")


def test_prices_the_whole_quantity_by_the_tier_it_reaches():
    trace = {"rule": "volume", "of": "total", "q": "420", "n": 1, "t": [2, "300", None], "p": "0.31"}
    assert steps(trace)[1] == ("Tier 2: above 300 kWh; its price is for all of it", "", "420 kWh")


def test_owes_a_flat_fee_of_a_tier_that_is_reached():
    trace = {"rule": "tier_flat", "of": "total", "q": "420", "n": 1, "t": [2, "300", None], "p": "5"}
    assert steps(trace)[1:] == [
        ("Tier 2 is reached: its flat fee is due", "", ""),
        ("Flat fee", "", "5"),
        ("Nothing to round", "", "5.00"),
    ]


def test_counts_packages():
    trace = {"rule": "package", "of": "total", "q": "250", "n": 1, "k": ["100", "50", "up"], "p": "3"}
    assert steps(trace, unit="min")[1:3] == [
        ("Packages of 100 min, after 50 min free", "one begun counts whole", "2"),
        ("2 × 3", "", "6"),
    ]


def test_takes_a_share_of_the_period():
    trace = {"rule": "fixed", "of": "period", "q": "1", "p": "16.91", "f": [12, 31]}
    assert steps(trace) == [
        ("Once for each billing period", "", ""),
        ("Price per billing period", "", "16.91"),
        ("Share of the period: × 12/31", "", "6.545806…"),
        ("Rounded", "the usual way, a half goes up", "6.55"),
    ]


def test_finds_a_peak_in_local_time():
    trace = {
        "rule": "per_unit",
        "of": "peak_demand",
        "w": 15,
        "at": "2026-01-14T17:15Z",
        "q": "612.4",
        "n": 2976,
        "p": "25.36",
    }
    assert steps(trace, Formats("en", "USD"), "kW", "America/Los_Angeles")[0] == (
        "The highest 15 minutes among 2,976 readings",
        "from Jan 14, 2026, 09:15 PST; all measured",
        "612.4 kW",
    )


def test_takes_a_percentage_off():
    assert steps({"rule": "discount", "p": "5", "u": "112.36"}) == [
        ("5% of 112.36", "", "−5.618"),
        ("Rounded", "the usual way, a half goes up", "−5.62"),
    ]


def test_tops_up_to_a_minimum():
    assert steps({"rule": "minimum", "p": "20", "u": "12.50", "f": [1, 1]}) == [
        ("Minimum", "", "20"),
        ("Less what is charged already", "12.50", "7.5"),
        ("Nothing to round", "", "7.50"),
    ]


def test_bills_less_than_nothing_as_nothing():
    trace = {"rule": "per_unit", "of": "total", "q": "-3", "n": 1, "p": "0.31"}
    assert steps(trace)[1:] == [
        ("Less than nothing is billed as 0", "", "0 kWh"),
        ("0 kWh × 0.31", "", "0"),
        ("Nothing to round", "", "0.00"),
    ]


def test_gets_its_share_of_a_charge_rounded_as_a_whole():
    trace = {"rule": "per_unit", "of": "days", "q": "1", "p": "0.333", "c": 1}
    assert steps(trace, unit="day")[-1] == (
        "Its part of the rounded sum, so that the cents add up",
        "",
        "0.34",
    )


def test_speaks_german():
    trace = {"rule": "per_unit", "of": "total", "q": "1234.5", "n": 2976, "p": "0.31"}
    assert steps(trace, Formats("de", "EUR"), zone_name="Europe/Berlin") == [
        ("2.976 Messwerte zusammengezählt", "alle gemessen", "1.234,5 kWh"),
        ("1.234,5 kWh × 0,31", "", "382,695"),
        ("Gerundet", "kaufmännisch", "382,70"),
    ]


def test_does_not_guess_at_an_unknown_rule():
    with pytest.raises(UnreadableTrace):
        steps({"rule": "horoscope", "of": "total", "q": "1", "n": 1, "p": "1"})


def test_has_every_word_in_both_languages():
    assert LINE_WORDS["en"].keys() == LINE_WORDS["de"].keys()
    assert line_words_in("fr") is LINE_WORDS["en"]
