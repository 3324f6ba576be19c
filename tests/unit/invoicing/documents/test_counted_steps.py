# ruff: noqa: RUF001 - the multiplication sign belongs to the steps
"""What was counted, as steps."""

import pytest

from invoicing.documents.counted_steps import counted_steps
from invoicing.documents.formats import Formats
from invoicing.documents.line_words import line_words_in

PEAK = {"w": 15, "at": "2026-07-01T18:15Z", "n": 2976, "e": 6}
NOTE = "from 1 Jul 2026, 19:15 BST; 2,970 measured, 6 estimated or replaced"
HIGHEST = "The highest 15 minutes among 2,976 readings"
BILLED = {**PEAK, "of": "billed_demand", "q": "400", "pk": "300"}
GERMAN = "Die höchsten 15 Minuten unter 2.976 Messwerten"


def steps(trace, unit="kW", language="en"):
    told = counted_steps(trace, Formats(language, "GBP"), unit, "Europe/London", line_words_in(language))
    return [
        tuple(text.replace("\N{NO-BREAK SPACE}", " ") for text in (step.text, step.note, step.figure))
        for step in told
    ]


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        ({**PEAK, "of": "peak_demand", "q": "45.2"}, [(HIGHEST, NOTE, "45.2 kW")]),
        (
            {
                "of": "peak_demand",
                "w": 15,
                "n": 96,
                "at": "2026-07-01T18:15Z",
                "sl": 1,
                "b": "on_peak",
                "q": "5",
            },
            [
                (
                    "The highest 15 minutes among 96 readings: on peak",
                    "from 1 Jul 2026, 19:15 BST; windows begin with every reading; all measured",
                    "5 kW",
                )
            ],
        ),
        (
            {"of": "daily_peaks", "w": 15, "n": 96, "at": "2026-07-01T18:15Z", "d": 31, "q": "310"},
            [("The highest 15 minutes of each of 31 days, added up", "all measured", "310 kW")],
        ),
        ({**BILLED, "q": "300", "by": ["peak", "100"]}, [(HIGHEST, NOTE, "300 kW")]),
        (
            {**BILLED, "q": "270", "by": ["peak", "90"]},
            [(HIGHEST, NOTE, "300 kW"), ("90% of it are billed", "", "270 kW")],
        ),
        (
            {**BILLED, "by": ["ratchet", "80", "500", "2026-01"]},
            [(HIGHEST, NOTE, "300 kW"), ("More are billed: 80% of 500 kW in January 2026", "", "400 kW")],
        ),
        (
            {**BILLED, "by": ["contract", "50", "800"], "pf": ["0.8", "0.9"]},
            [
                (HIGHEST, NOTE, "300 kW"),
                (
                    "More are billed: 50% of the agreed 800 kW",
                    "Raised: the power factor of 0.8 is below 0.9",
                    "400 kW",
                ),
            ],
        ),
        ({**BILLED, "by": ["minimum"]}, [(HIGHEST, NOTE, "300 kW"), ("The minimum is billed", "", "400 kW")]),
        (
            {**PEAK, "of": "excess_demand", "q": "20", "pk": "320", "th": "300"},
            [(HIGHEST, NOTE, "320 kW"), ("Above 300 kW", "", "20 kW")],
        ),
        (
            {"of": "excess_demand", "w": 15, "q": "0", "pk": "0", "th": "9", "b": "night", "bx": "late_day"},
            [
                ("The highest 15 minutes among 0 readings: night", "", "0 kW"),
                ("Above 9 kW (late day)", "", "0 kW"),
            ],
        ),
        (
            {**PEAK, "of": "coincident_peak", "q": "7", "sp": "pool"},
            [("The highest 15 minutes while the grid peaked, among 2,976 readings", NOTE, "7 kW")],
        ),
        (
            {**PEAK, "of": "percentile", "q": "7", "pc": ["95", 148]},
            [("The highest of 2,976 readings after the top 148 are left out", NOTE, "7 kW")],
        ),
        ({"of": "contracted", "m": "kw", "q": "30"}, [("As agreed", "", "30 kW")]),
        ({"q": "1"}, [("Once for each billing period", "", "")]),
    ],
)
def test_tells_what_was_counted(trace, expected):
    assert steps(trace) == expected


def test_tells_apparent_demand_and_reactive_energy():
    apparent = {**PEAK, "of": "apparent_demand", "q": "1000"}
    reactive = {"of": "excess_reactive", "n": 48, "q": "100", "qa": ["800", "500", "0.5"]}
    assert steps(apparent, "kVA") == [
        (
            "The highest 15 minutes of active and reactive power together, among 2,976 readings",
            NOTE,
            "1,000 kVA",
        )
    ]
    assert steps(reactive, "kvarh") == [
        ("500 of reactive energy less 0.5 × 800 of active energy", "all measured", "100 kvarh")
    ]


def test_tells_a_ratchet_in_german():
    (_, _, peak), ratchet = steps({**BILLED, "by": ["ratchet", "80", "500", "2026-01"]}, language="de")
    assert peak == "300 kW"
    assert ratchet == ("Mehr wird abgerechnet: 80 % von 500 kW im Januar 2026", "", "400 kW")
