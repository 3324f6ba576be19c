# ruff: noqa: RUF001 - the multiplication and minus signs belong to the sentences
"""Sentences for customers who read German: one for each of the engine's rules."""

import pytest

from invoicing.documents.formats import Formats
from invoicing.documents.german_explanation import explain_in_german

TOTAL = {"of": "total", "m": "ELECTRICITY_IMPORT", "q": "743.000", "n": 2976, "r": [2, "half_up"]}
PERIOD = {"of": "period", "q": "1", "r": [2, "half_up"]}


@pytest.mark.parametrize(
    ("trace", "unit", "sentence"),
    [
        (
            {**TOTAL, "rule": "tier", "t": [2, "300", None], "p": "0.1534"},
            "kWh",
            "443 kWh von 743 kWh liegen über 300 kWh; 443 kWh × 0,1534 = 67,9562, gerundet 67,96 EUR",
        ),
        (
            {**TOTAL, "rule": "tier", "t": [2, "8.2", "32.8"], "s": [31, 1], "p": "0.25"},
            "kWh",
            (
                "488,8 kWh von 743 kWh liegen über 254,2 kWh (8,2 × 31) und bis 1.016,8 kWh (32,8 × 31);"
                " 488,8 kWh × 0,25 = 122,20 EUR"
            ),
        ),
        (
            {**TOTAL, "rule": "tier_flat", "t": [2, "300", None], "p": "5.00"},
            "kWh",
            "743 kWh erreichen die Stufe über 300 kWh mit Pauschale; 5 EUR = 5,00 EUR",
        ),
        (
            {**TOTAL, "rule": "volume", "t": [1, "0", None], "p": "0.10"},
            "kWh",
            "743 kWh erreichen die Stufe ohne Grenze, deren Preis für alle gilt; 743 kWh × 0,1 = 74,30 EUR",
        ),
        (
            {**TOTAL, "of": "bucket_total", "b": "high_tariff", "rule": "per_unit", "p": "0.30", "e": 12},
            "kWh",
            (
                "743 kWh zählen als high tariff; 743 kWh × 0,3 = 222,90 EUR"
                " (12 von 2.976 Messwerten sind geschätzt oder ersetzt)"
            ),
        ),
        (
            {**TOTAL, "rule": "per_unit", "q": "-2.5", "p": "0.30"},
            "kWh",
            "gezählt wurden −2,5 kWh, also weniger als nichts: abgerechnet wird 0; 0 kWh × 0,3 = 0,00 EUR",
        ),
        (
            {**TOTAL, "rule": "package", "q": "2500", "k": ["1000", "100", "up"], "p": "7"},
            "call",
            (
                "2.500 call abzüglich 100 call frei ergeben Pakete zu 1.000 call; ein angebrochenes Paket zählt"
                " ganz; 3 × 7 = 21,00 EUR"
            ),
        ),
        (
            {**TOTAL, "rule": "package", "q": "2500", "k": ["1000", "0", "down"], "p": "7"},
            "call",
            "2.500 call ergeben Pakete zu 1.000 call; ein angebrochenes Paket ist frei; 2 × 7 = 14,00 EUR",
        ),
        (
            {**PERIOD, "rule": "fixed", "p": "12.50", "f": [10, 31]},
            "period",
            "12,5 EUR je Abrechnungszeitraum × 10/31 des Zeitraums = 4,032258…, gerundet 4,03 EUR",
        ),
        (
            {"rule": "minimum", "p": "0.5", "f": [31, 1], "u": "10.20", "r": [2, "half_up"]},
            "minimum",
            "Mindestbetrag 0,5 EUR × 31 abzüglich bereits berechneter 10,20 EUR = 5,30 EUR",
        ),
        (
            {"rule": "discount", "p": "5", "u": "112.36", "r": [2, "half_up"]},
            "discount",
            "5 % Nachlass auf 112,36 EUR = −5,618, gerundet −5,62 EUR",
        ),
        (
            {**TOTAL, "rule": "per_unit", "p": "0.001", "c": 1},
            "kWh",
            ("743 kWh × 0,001 = 0,743; als Anteil an der Leistung, die als Ganzes gerundet wird, 0,75 EUR"),
        ),
    ],
)
def test_explains_every_rule(trace, unit, sentence):
    explained = explain_in_german(trace, Formats("de", "EUR"), unit)
    assert explained.replace("\N{NO-BREAK SPACE}", " ") == sentence
