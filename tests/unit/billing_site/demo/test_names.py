"""Invented people."""

import numpy as np

from billing_site.demo.names import company, draw_address, draw_person


def test_people_write_from_names_reserved_for_examples():
    for number in range(50):
        party = draw_person("DK", np.random.default_rng(number))
        assert party.email.endswith("@example.com")
        assert party.email.isascii()
    assert company("UK", 4).email == "accounts@hardcastle-bakery.example"
    assert company("LA", 0).name == "Inland Regional Medical Plaza"


def test_companies_come_round_again():
    assert company("NL", 0) == company("NL", 15)


def test_addresses_are_the_regions():
    address = draw_address("PT", np.random.default_rng(1))
    assert address.city.startswith("840")
    assert any(character.isdigit() for character in address.street)
