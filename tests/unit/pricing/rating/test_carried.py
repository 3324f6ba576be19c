"""What bills leave to the next."""

from decimal import Decimal

from pricing.rating.carried import NOTHING_CARRIED, Carried


def test_gives_the_state_of_a_code_and_its_numbers():
    carried = Carried({"net": {"bank": "12.5"}})
    assert carried.of("net") == {"bank": "12.5"}
    assert carried.number("net", "bank") == Decimal("12.5")


def test_has_nothing_for_a_new_account():
    assert NOTHING_CARRIED.of("net") == {}
    assert NOTHING_CARRIED.number("net", "bank") == 0
