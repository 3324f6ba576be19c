"""What plans cannot say blocks by name, and is left out only when a person says so."""

import pytest

from pricing.urdb.findings import Review
from pricing.urdb.unsupported_terms import find_unsupported
from tests.unit.pricing.urdb.records import numbers, told


def found(record, answers=None):
    review = Review(answers or {})
    find_unsupported(numbers(record), review)
    return told(review)


@pytest.mark.parametrize(
    ("record", "key", "path"),
    [
        ({"demandratchetpercentage": [0, 50]}, "ratchet", "$.demandratchetpercentage"),
        ({"lookbackmonths": [0, 1]}, "ratchet", "$.lookbackmonths"),
        ({"lookbackrange": 11}, "ratchet", "$.lookbackrange"),
        ({"coincidentratestructure": [[{"rate": "0.79"}]]}, "coincident_demand", "$.coincidentratestructure"),
        ({"demandreactivepowercharge": 1}, "reactive_power", "$.demandreactivepowercharge"),
    ],
)
def test_blocks_until_it_is_left_out(record, key, path):
    assert found(record) == [("BLOCKS", path)]
    assert found(record, {key: "leave_out"}) == [("ASSUMED", path)]


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"demandratchetpercentage": [0] * 12},
        {"lookbackmonths": [0] * 12},
        {"coincidentratestructure": [[{"rate": "0", "max": "100"}]]},
        {"demandreactivepowercharge": 0},
        {"energyratestructure": "odd"},
    ],
)
def test_says_nothing_of_what_is_not_there(record):
    assert found(record) == []
