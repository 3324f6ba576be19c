# ruff: noqa: RUF001 - the multiplication and minus signs belong to the sentences
"""German sentences about events, calls, blocks, stairs and levels."""

import pytest

from invoicing.documents.formats import Formats
from invoicing.documents.german_explanation import explain_in_german
from tests.unit.pricing.rating.test_event_explanation import SENTENCES

GERMAN = [
    "Summe aus 4 Ereignissen: 800 EUR; frei waren 2 ganze Ereignisse und insgesamt 250; 1,3 % von 550 EUR = 7,15 EUR",
    "Summe aus 4 Ereignissen: 800 EUR; 2 Ereignisse × 2 = 4,00 EUR",
    "Summe aus 4 Ereignissen: 800 EUR; Mindest- und Höchstbetrag je Ereignis bei 1 Ereignis = 1,451, gerundet 1,45 EUR",
    "Summe aus 4 Ereignissen: 800 call für eu west; 3,335 laut den Ereignissen × 1,2 = 4,002, gerundet 4,00 EUR",
    "Summe aus 4 Ereignissen: 800 s; jedes Gespräch wird für sich gerundet; 8,6 + 0,4 = 9,00 EUR",
    "Summe aus 0 Ereignissen: 0 s; jedes Gespräch wird für sich gerundet; 0 = 0,00 EUR",
    "Summe aus 2 Ereignissen: 30 GB; das ergibt Blöcke zu 25; ein angebrochener zählt ganz; 2 Blöcke × 2 = 4,00 EUR",
    "höchster Wert aus 2 Ereignissen: 30 GB; 7 EUR, der Preis von Stufe 2 von 3 = 7,00 EUR",
    "DATA, SMS: 0, 0; nichts verbraucht, das ist frei = 0,00 EUR",
    "gezählt: 2 Ereignisse; 30 GB × 2 = 60,00 EUR",
    "letzter Wert aus 2 Ereignissen: 30 GB; 30 GB × 2 = 60,00 EUR",
    "verschiedene unter 2 Ereignissen: 30 GB; 30 GB × 2 = 60,00 EUR",
    "im Mittel des Zeitraums waren es 30 GB; 30 GB × 2 = 60,00 EUR",
    "der Zeitraum begann mit 4 und endete mit 6 seat; 21 seat-Tage × 31 × 1/31 des Zeitraums = 21,00 EUR",
    "abzüglich 12,30 EUR aus früheren Rechnungen des Zeitraums = −12,30 EUR",
]


@pytest.mark.parametrize(
    ("trace", "unit", "sentence"),
    [(trace, unit, german) for (trace, unit, _), german in zip(SENTENCES, GERMAN, strict=True)],
)
def test_says_it_in_german(trace, unit, sentence):
    said = explain_in_german({"ag": "sum", **trace}, Formats("de", "EUR"), unit)
    assert said.replace("\N{NO-BREAK SPACE}", " ") == sentence
