# ruff: noqa: RUF001 - the multiplication sign belongs to the sentences
"""How demand was counted, in German."""

import pytest

from invoicing.documents.formats import Formats
from invoicing.documents.german_demand import german_demand_clause

AT = {"w": 15, "at": "1. Juli 2026, 20:15 MESZ", "n": 2976}
PEAK = "die höchste 15-Minuten-Leistung war {} kW, ab 1. Juli 2026, 20:15 MESZ"
BILLED = {**AT, "of": "billed_demand", "q": "400", "pk": "300"}


def clause(trace, unit="kW"):
    return german_demand_clause(trace, Formats("de", "EUR"), unit).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        ({**AT, "of": "peak_demand", "q": "45.2"}, PEAK.format("45,2")),
        (
            {**AT, "of": "peak_demand", "q": "45.2", "sl": 1, "b": "on_peak"},
            "die höchste gleitende 15-Minuten-Leistung in on peak war 45,2 kW, ab 1. Juli 2026, 20:15 MESZ",
        ),
        (
            {**AT, "of": "daily_peaks", "q": "310", "d": 31},
            "die höchsten 15-Minuten-Leistungen von 31 Tagen ergeben zusammen 310 kW",
        ),
        ({**BILLED, "by": ["peak", "100"]}, PEAK.format("300")),
        ({**BILLED, "by": ["peak", "90"]}, PEAK.format("300") + ", davon werden 90 % abgerechnet"),
        (
            {**BILLED, "by": ["ratchet", "80", "500", "Januar 2026"]},
            PEAK.format("300") + "; 80 % von 500 kW aus Januar 2026 sind mehr und werden abgerechnet",
        ),
        (
            {**BILLED, "by": ["contract", "50", "800"]},
            PEAK.format("300") + "; 50 % der vereinbarten 800 kW sind mehr und werden abgerechnet",
        ),
        ({**BILLED, "by": ["minimum"]}, PEAK.format("300") + "; abgerechnet werden mindestens 400 kW"),
        (
            {**BILLED, "by": ["peak", "100"], "pf": ["0.8", "0.9"]},
            PEAK.format("300") + ", erhöht, weil der Leistungsfaktor 0,8 unter 0,9 liegt",
        ),
        (
            {**AT, "of": "excess_demand", "q": "20", "pk": "320", "th": "300"},
            PEAK.format("320") + "; davon liegen 20 kW über den vereinbarten 300 kW",
        ),
        (
            {"of": "excess_demand", "w": 15, "q": "0", "pk": "0", "th": "9", "b": "night", "bx": "day"},
            "die höchste 15-Minuten-Leistung in night war 0 kW; davon liegen 0 kW über den 9 kW in day",
        ),
        ({**AT, "of": "coincident_peak", "q": "7"}, "zur Zeit der Netzspitze: " + PEAK.format("7")),
        (
            {**AT, "of": "percentile", "q": "7", "n": 8640, "pc": ["95", 432]},
            "die höchsten 432 von 8.640 Messwerten zählen nicht, der nächste ist 7 kW",
        ),
        ({"of": "total", "q": "1"}, ""),
    ],
)
def test_says_how_demand_was_counted(trace, expected):
    assert clause(trace) == expected


def test_says_how_apparent_demand_and_reactive_energy_were_counted():
    apparent = {**AT, "of": "apparent_demand", "q": "1000"}
    reactive = {"of": "excess_reactive", "q": "100", "qa": ["800", "500", "0.5"]}
    assert clause(apparent, "kVA") == (
        "die höchste 15-Minuten-Scheinleistung war 1.000 kVA, ab 1. Juli 2026, 20:15 MESZ"
    )
    assert clause(reactive, "kvarh") == "100 kvarh von 500 kvarh sind mehr als 0,5 × 800 Wirkenergie"
