"""What keys are called."""

import pytest

from pricing.plan_documents.key_words import key_word


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("flat_fee", "flat fee"),
        ("effective_from", "effective from"),
        ("flat_at_zero", "flat fee at zero"),
        ("unit_price", "price"),
        ("a_key_of_tomorrow", "a key of tomorrow"),
        ("VAT", "VAT"),
    ],
)
def test_takes_the_title_of_the_schema_or_the_key_itself(key, word):
    assert key_word(key) == word


def test_calls_a_key_of_several_titles_by_its_name():
    # "Code" of charges is "Plan code" of the plan.
    assert key_word("code") == "code"
