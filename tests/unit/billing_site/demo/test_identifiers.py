"""Numbers of service points."""

import pytest

from billing_site.demo.identifiers import account_like, gsrn, mpan, mpan_check_digit, nmi


@pytest.mark.parametrize(("twelve", "check_digit"), [("229974343810", "5"), ("100000000000", "3")])
def test_mpan_check_digit_follows_the_settlement_code(twelve, check_digit):
    # One times three is three; the first number is one of Chellow's examples, 22 9974 3438 105.
    assert mpan_check_digit(twelve) == check_digit


def test_every_mpan_has_thirteen_digits_and_a_valid_last_one():
    codes = [mpan(23, number) for number in range(100)]
    assert len(set(codes)) == 100
    for code in codes:
        assert len(code) == 13
        assert code.startswith("23")
        assert mpan_check_digit(code[:12]) == code[12]


def test_nmi_has_ten_characters():
    assert nmi("4103", 0) == "4103100000"
    assert len({nmi("4103", number) for number in range(200)}) == 200


def test_danish_number_has_eighteen_digits_whose_weighted_sum_ends_in_zero():
    code = gsrn("5713130", 3)
    assert len(code) == 18
    assert sum(int(digit) * (1 if index % 2 else 3) for index, digit in enumerate(code)) % 10 == 0


def test_senders_number_keeps_its_prefix():
    assert account_like("VB-", 1) == "VB-107919"
