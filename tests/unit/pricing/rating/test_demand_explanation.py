# ruff: noqa: RUF001 - the multiplication sign belongs to the sentences
"""How demand was counted, in words."""

import pytest

from pricing.rating.demand_explanation import demand_clause

AT = {"w": 15, "at": "2026-07-01T18:15Z", "n": 2976}
PEAK = "the highest 15-minute demand was {} kW, from 2026-07-01 18:15 UTC"
BILLED = {**AT, "of": "billed_demand", "q": "400", "pk": "300"}


def clause(trace, unit="kW"):
    return demand_clause(trace, unit, lambda number, name: f"{number} {name}")


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        ({**AT, "of": "peak_demand", "q": "45.2"}, PEAK.format("45.2")),
        (
            {**AT, "of": "peak_demand", "q": "45.2", "sl": 1, "b": "on_peak"},
            "the highest sliding 15-minute demand in on peak was 45.2 kW, from 2026-07-01 18:15 UTC",
        ),
        (
            {**AT, "of": "daily_peaks", "q": "310", "d": 31},
            "the highest 15-minute demands of 31 days add up to 310 kW",
        ),
        ({**BILLED, "by": ["peak", "100"]}, PEAK.format("300")),
        ({**BILLED, "by": ["peak", "90"]}, PEAK.format("300") + ", of which 90 % are billed"),
        (
            {**BILLED, "by": ["ratchet", "80", "500", "2026-01"]},
            PEAK.format("300") + "; 80 % of the 500 kW of 2026-01 are more and are billed",
        ),
        (
            {**BILLED, "by": ["contract", "50", "800"]},
            PEAK.format("300") + "; 50 % of the agreed 800 kW are more and are billed",
        ),
        ({**BILLED, "by": ["minimum"]}, PEAK.format("300") + "; at least 400 kW are billed"),
        (
            {**BILLED, "by": ["peak", "100"], "pf": ["0.8", "0.9"]},
            PEAK.format("300") + ", raised because the power factor of 0.8 is below 0.9",
        ),
        (
            {**AT, "of": "excess_demand", "q": "20", "pk": "320", "th": "300"},
            PEAK.format("320") + "; 20 kW of it are above the agreed 300 kW",
        ),
        (
            # The bucket did not occur: no window, no time.
            {"of": "excess_demand", "w": 15, "q": "0", "pk": "0", "th": "9", "b": "night", "bx": "day"},
            "the highest 15-minute demand in night was 0 kW; 0 kW of it are above the 9 kW in day",
        ),
        (
            {**AT, "of": "coincident_peak", "q": "7", "sp": "pool"},
            "when the system peaked " + PEAK.format("7"),
        ),
        (
            {**AT, "of": "percentile", "q": "7", "n": 8640, "pc": ["95", 432]},
            "of 8640 samples the highest 432 do not count, the next is 7 kW",
        ),
    ],
)
def test_says_how_demand_was_counted(trace, expected):
    assert clause(trace) == expected


def test_says_how_apparent_demand_and_reactive_energy_were_counted():
    apparent = {**AT, "of": "apparent_demand", "q": "1000"}
    reactive = {"of": "excess_reactive", "q": "100", "qa": ["800", "500", "0.5"]}
    assert clause(apparent, "kVA") == (
        "the highest 15-minute apparent demand was 1000 kVA, from 2026-07-01 18:15 UTC"
    )
    assert clause(reactive, "kvarh") == "100 kvarh of 500 kvarh are more than 0.5 × 800 of active energy"


def test_leaves_other_determinants_alone():
    assert clause({"of": "total", "q": "1"}) == ""
