"""Agreed values in the place of the plan's."""

import copy

import pytest

from pricing.plan_documents.overriding import (
    AgreedValue,
    UnableToOverride,
    agreement_hash,
    lasting_pointer,
    override_document,
    standard_value,
)
from pricing.plan_documents.to_terms import plan_terms
from tests.factories.pricing import PlanFactory, plan_document

FIRST_TIER = "/charges/ENERGY/price/tiers/0/unit_price"


@pytest.fixture
def document():
    return plan_document(PlanFactory.build())


def test_replaces_one_value_and_leaves_the_document_alone(document):
    before = copy.deepcopy(document)
    changed = override_document(document, [AgreedValue(FIRST_TIER, "0.21")])
    assert document == before
    assert changed["charges"][1]["price"]["tiers"][0] == {"up_to": "300", "unit_price": "0.21"}
    changed["charges"][1]["price"]["tiers"][0]["unit_price"] = "0.25"
    assert changed == before


def test_replaces_a_whole_price(document):
    price = {"shape": "per_unit", "unit_price": "0.19"}
    changed = override_document(document, [AgreedValue("/charges/1/price", price)])
    (_, energy) = plan_terms(changed).charges
    assert str(energy.prices[None].unit_price) == "0.19"


def test_finds_what_a_later_version_has_in_another_place(document):
    document["charges"].reverse()
    changed = override_document(document, [AgreedValue(FIRST_TIER, "0.21")])
    assert changed["charges"][0]["price"]["tiers"][0]["unit_price"] == "0.21"


def test_says_what_is_standard(document):
    assert standard_value(document, FIRST_TIER) == "0.25"
    assert standard_value(document, "/taxes/VAT/percent") == "20"


def test_makes_numbers_of_charges_last(document):
    assert lasting_pointer(document, "/charges/1/price/tiers/0/unit_price") == FIRST_TIER
    assert lasting_pointer(document, FIRST_TIER) == FIRST_TIER


def test_reads_escaped_names(document):
    document["charges"][0]["code"] = "A/B~C"
    pointer = "/charges/A~1B~0C/price/unit_price"
    assert standard_value(document, pointer) == "0.45"
    assert lasting_pointer(document, "/charges/0/price/unit_price") == pointer


@pytest.mark.parametrize(
    ("pointer", "reason"),
    [
        ("/charges/GAS/price/unit_price", 'there is no "GAS"; choose one of STANDING, ENERGY'),
        ("/charges/ENERGY/price/tiers/2/unit_price", 'there is no "2"; choose one of 0, 1'),
        ("/charges/ENERGY/price/tiers/00/unit_price", 'there is no "00"; choose one of 0, 1'),
        ("/charges/ENERGY/price/unit_price", 'there is no "unit_price"; choose one of shape, tiers'),
        ("/charges/ENERGY/tax/VAT", 'there is no "VAT"; end the pointer before it'),
        ("/currency", "is not a term that can be agreed: begin with the list and the code"),
        ("/metrics/ELECTRICITY_IMPORT/unit", "is not a term that can be agreed"),
        ("charges/ENERGY/price", "is not a term that can be agreed"),
        ("", "is not a term that can be agreed"),
        ("/charges/ENERGY/code", "is what the plan calls or counts things by"),
        ("/charges/ENERGY/determinant/metric", "is what the plan calls or counts things by"),
    ],
)
def test_refuses_a_pointer_that_leads_nowhere_with_the_cure(document, pointer, reason):
    for use in (
        lambda: override_document(document, [AgreedValue(pointer, "1")]),
        lambda: standard_value(document, pointer),
    ):
        with pytest.raises(UnableToOverride) as refusal:
            use()
        assert reason in str(refusal.value)


@pytest.mark.parametrize("value", [0.21, 1, None, "cheap", {"shape": "free"}])
def test_refuses_what_makes_no_plan(document, value):
    with pytest.raises(UnableToOverride, match=f"with the agreed {FIRST_TIER} the plan is not valid: "):
        override_document(document, [AgreedValue(FIRST_TIER, value)])


def test_one_agreement_has_one_hash():
    one, other = AgreedValue("/a/b/c", "1", "2"), AgreedValue("/a/b/d", "1")
    assert agreement_hash([one, other]) == agreement_hash([other, AgreedValue("/a/b/c", "1")])
    assert agreement_hash([one]) != agreement_hash([AgreedValue("/a/b/c", "2")])
    assert agreement_hash([]) == ""


def test_concerns_the_charge_it_is_of():
    assert AgreedValue(FIRST_TIER, "1").concerns("ENERGY")
    assert not AgreedValue(FIRST_TIER, "1").concerns("STANDING")


def test_a_lasting_pointer_leads_somewhere(document):
    assert lasting_pointer(document, "/charges/1") == "/charges/ENERGY"
    with pytest.raises(UnableToOverride, match='there is no "7"; choose one of STANDING, ENERGY'):
        lasting_pointer(document, "/charges/7/price")


@pytest.mark.parametrize(
    ("pointer", "rule", "is_of"),
    [
        (FIRST_TIER, "/charges/ENERGY/price/tiers/0", True),
        (FIRST_TIER, "/charges/ENERGY/price/tiers/1", False),
        ("/charges/ENERGY/price", "/charges/ENERGY/price/tiers/1", True),
        ("/charges/ENERGY/prices/peak/unit_price", "/charges/ENERGY/prices/day", False),
        ("/charges/ENERGY/prorated", "/charges/ENERGY/prices/day", True),
    ],
)
def test_is_of_a_rule_but_not_of_the_one_beside_it(pointer, rule, is_of):
    assert AgreedValue(pointer, "1").is_of_rule(rule) is is_of
