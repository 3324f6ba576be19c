"""Agreed terms in words."""

from invoicing.documents.agreed_terms import agreed_texts
from invoicing.documents.formats import Formats
from pricing.plan_documents.overriding import AgreedValue

PRICE = AgreedValue("/charges/ENERGY/price/unit_price", "0.21", "0.255")


def test_say_what_holds_and_what_is_standard():
    english = agreed_texts([PRICE], Formats("en", "GBP"), to_customer=True)
    assert (english.title, english.terms) == ("Agreed with you", ("Price: 0.21 instead of 0.255",))
    german = agreed_texts([PRICE], Formats("de", "EUR"), to_customer=True)
    assert (german.title, german.terms) == ("Mit Ihnen vereinbart", ("Preis: 0,21 statt 0,255",))
    assert agreed_texts([PRICE], Formats("en", "GBP"), to_customer=False).title == "Agreed with the customer"


def test_name_a_whole_rule_and_what_is_no_number():
    agreed = [
        AgreedValue("/charges/ENERGY/price", {"shape": "fixed"}, {"shape": "per_unit"}),
        AgreedValue("/charges/ENERGY/prorated", False, True),
        AgreedValue("/charges/ENERGY/price/tiers/0/up_to", "300", None),
    ]
    assert agreed_texts(agreed, Formats("en", "GBP"), to_customer=True).terms == (
        "Price: your own instead of the plan's",
        "Prorated: no instead of yes",
        "Limit of the tier: 300 instead of none",
    )


def test_of_none_are_none():
    assert agreed_texts([], Formats("en", "GBP"), to_customer=True).terms == ()
