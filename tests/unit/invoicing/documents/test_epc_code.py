"""What a banking app reads from the code on an invoice."""

from decimal import Decimal

import pytest

from invoicing.documents.epc_code import UnfitForEpcCode, epc_payload, iban_of, printed_account

IBAN = "DE02 1203 0000 0000 2020 51"


def payload(name="Sunstone Energy & Utilities", iban=IBAN, amount="16.01", remittance="INV-2026-003214"):
    return epc_payload(name=name, iban=iban, amount=Decimal(amount), remittance=remittance)


def test_says_who_gets_how_much_for_what():
    assert payload().split("\n") == [
        *("BCD", "002", "1", "SCT", ""),
        *("Sunstone Energy & Utilities", "DE02120300000000202051", "EUR16.01", "", ""),
        "INV-2026-003214",
    ]


@pytest.mark.parametrize(
    ("amount", "written"), [("0.01", "EUR0.01"), ("999999999.99", "EUR999999999.99"), ("5.0000", "EUR5.00")]
)
def test_writes_amounts_from_a_cent_to_a_thousand_million(amount, written):
    assert payload(amount=amount).split("\n")[7] == written


@pytest.mark.parametrize("amount", ["0", "0.001", "1.005", "-1", "1000000000", "999999999.991"])
def test_refuses_any_other_amount(amount):
    with pytest.raises(UnfitForEpcCode, match=r"is not from 0\.01 to 999999999\.99 in whole cents"):
        payload(amount=amount)


def test_takes_a_name_of_70_characters_and_cuts_none():
    assert payload(name="ü" * 70).split("\n")[5] == "ü" * 70
    with pytest.raises(UnfitForEpcCode, match="name has to be one line of 1 to 70 characters"):
        payload(name="ü" * 71)


@pytest.mark.parametrize("text", ["", "  ", "a\nEUR9.99"])
def test_lets_no_text_end_its_line(text):
    with pytest.raises(UnfitForEpcCode, match="remittance"):
        payload(remittance=text)


@pytest.mark.parametrize(
    "iban",
    ["", "DE03 1203 0000 0000 2020 51", "IBAN GB33 1234", "12-34-56", "\uff24\uff2502120300000000202051"],
)
def test_refuses_what_is_no_iban(iban):
    with pytest.raises(UnfitForEpcCode, match="is no IBAN"):
        payload(iban=iban)


def test_knows_an_iban_however_it_is_spaced():
    assert iban_of("gb82west 12345698765432") == "GB82WEST12345698765432"
    assert iban_of("GB82 WEST 1234 5698 7654 23") is None  # two digits swapped


def test_prints_an_iban_in_groups_of_four_and_other_accounts_as_they_are():
    assert printed_account("DE02120300000000202051") == "DE02 1203 0000 0000 2020 51"
    assert printed_account("12-34-56 12345678") == "12-34-56 12345678"
