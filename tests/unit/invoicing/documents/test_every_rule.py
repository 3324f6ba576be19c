"""Sentences and steps of every rule, in both languages: none shows a figure that is not the line's."""

import pytest

from invoicing.documents.explanations import explanation
from invoicing.documents.formats import Formats
from invoicing.documents.line_steps import line_steps
from tests.unit.invoicing.documents.every_rule import lines_of_every_rule

LINES = lines_of_every_rule()
WORDS = {
    "tier_run": ("in order of time", "der Zeit nach"),
    "hours_tier": ("hours of use", "Benutzungsstunden"),
    "index": ("at the price of its time (SPOT)", "zum Preis seiner Zeit (SPOT)"),
    "payout": ("paid out", "ausgezahlt"),
    "bank_used": ("taken from credit", "aus dem Guthaben"),
    "bank_kept": ("kept as credit", "als Guthaben"),
    "bank_paid": ("paid out", "ausgezahlt"),
    "discount_fixed": ("off", "Nachlass"),
    "maximum": ("maximum of", "Höchstbetrag"),
    "overage": ("times as much", "Fache"),
    "commitment": ("commitment of", "zugesagt"),
    "rider": ("% of", "% von"),
}


def test_the_month_has_them_all():
    assert WORDS.keys() <= {line.trace["rule"] for line in LINES}
    assert {key for line in LINES for key in line.trace} >= {"qt", "v", "y", "kb"}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.charge_code}-{line.trace['rule']}")
def test_says_the_amount_and_what_it_is_of(line, language):
    formats = Formats(language, "EUR")
    sentence = explanation(line.trace, formats, "kWh", "Europe/Berlin")
    assert formats.number(line.amount, 2) in sentence
    words = WORDS.get(line.trace["rule"])
    if words:
        assert words[language == "de"].lower() in sentence.lower()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.charge_code}-{line.trace['rule']}")
def test_steps_lead_to_the_amount(line, language):
    formats = Formats(language, "EUR")
    *_, priced, rounded = line_steps(line.trace, formats, "kWh", "Europe/Berlin")
    assert rounded.figure == formats.number(line.amount, 2)
    assert priced.figure == formats.plain(line.exact_amount)
