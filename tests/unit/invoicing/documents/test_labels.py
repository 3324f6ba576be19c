"""The words of documents."""

from string import Formatter

import pytest

from invoicing.documents.labels import LABELS, labels_in, unit_in


def test_says_everything_in_every_language():
    for language in LABELS:
        assert LABELS[language].keys() == LABELS["en"].keys()


@pytest.mark.parametrize("name", LABELS["en"])
def test_fills_the_same_gaps_in_every_language(name):
    gaps = [{gap for _, gap, _, _ in Formatter().parse(labels[name]) if gap} for labels in LABELS.values()]
    assert gaps == [gaps[0]] * len(LABELS)


def test_speaks_english_to_whom_it_cannot_understand():
    assert labels_in("fr")["invoice"] == "Invoice"
    assert unit_in("fr", "day", one=False) == "days"


def test_counts_words_and_leaves_symbols():
    assert [unit_in("de", "day", one=one) for one in (True, False)] == ["Tag", "Tage"]
    assert [unit_in("de", "kWh", one=one) for one in (True, False)] == ["kWh", "kWh"]
