"""Fields under other spellings are read and told; unknown ones are told and kept."""

from pricing.urdb.field_names import in_known_names
from pricing.urdb.findings import Review
from tests.unit.pricing.urdb.records import told


def named(**fields):
    review = Review({})
    return in_known_names(fields, review), told(review)


def test_reads_odd_spellings_and_tells():
    record, found = named(dgRules="Net Metering", flatDemandUnits="kW", supercedes="x", utility="U")
    assert record == {"dgrules": "Net Metering", "flatdemandunit": "kW", "supersedes": "x", "utility": "U"}
    assert found == [("ASSUMED", "$.dgRules"), ("ASSUMED", "$.flatDemandUnits"), ("ASSUMED", "$.supercedes")]


def test_keeps_unknown_fields_and_tells():
    assert named(mindemand=1) == ({"mindemand": 1}, [("LOOK", "$.mindemand")])


def test_passes_over_empty_fields():
    assert named(uri="", enddate=None, approved=False) == ({"approved": False}, [])


def test_blocks_two_fields_that_say_the_same():
    assert named(dgrules="a", dgRules="b") == ({"dgrules": "a"}, [("BLOCKS", "$.dgRules")])
