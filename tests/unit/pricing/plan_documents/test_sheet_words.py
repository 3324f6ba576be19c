"""Numbers and lists as people write them."""

from pricing.plan_documents.sheet_words import (
    band_words,
    bucket_words,
    charge_words,
    list_words,
    mode_words,
    month_words,
    name_words,
    number_words,
)

DOCUMENT = {"charges": [{"code": "A", "label": "Energy"}, {"code": "B", "label": "Standing charge"}]}


def test_writes_numbers_names_and_lists():
    assert number_words("-12345.60") == "\N{MINUS SIGN}12,345.60"
    assert (name_words("ELECTRICITY_IMPORT"), bucket_words("off_peak")) == ("electricity import", "off peak")
    assert [list_words(one) for one in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip


def test_writes_modes_months_and_tiers():
    assert (mode_words("half_up"), mode_words("down")) == ("half away from zero", "down")
    assert month_words(4) == "April"
    assert band_words("300", "1000", "kWh") == "300 to 1,000 kWh"
    assert band_words("300", None, "kWh") == "above 300 kWh"


def test_calls_charges_by_their_labels():
    assert charge_words(["A", "B"], DOCUMENT) == "Energy and Standing charge"
    assert charge_words(None, DOCUMENT) == "all charges"
