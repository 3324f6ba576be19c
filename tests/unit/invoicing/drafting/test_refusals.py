"""One reason per account, with all that is wrong."""

from invoicing.drafting.refusals import Refusal, RefusalCode, one_per_account


def test_keeps_one_refusal_per_account_in_their_order():
    found = [
        Refusal(9, RefusalCode.NO_READINGS, "no channel"),
        Refusal(4, RefusalCode.CURRENCY, "in EUR"),
    ]
    assert one_per_account(found) == [found[1], found[0]]


def test_names_every_reason_and_the_gravest_first():
    found = [
        Refusal(4, RefusalCode.OPEN_FINDING, "a spike"),
        Refusal(4, RefusalCode.MISSING_READINGS, "a gap"),
        Refusal(4, RefusalCode.OPEN_FINDING, "a spike"),
    ]
    assert one_per_account(found) == [Refusal(4, RefusalCode.MISSING_READINGS, "a gap; a spike")]


def test_cuts_reasons_to_what_the_table_holds():
    found = [Refusal(4, RefusalCode.OPEN_FINDING, f"{number:060}") for number in range(9)]
    (merged,) = one_per_account(found)
    assert len(merged.reason) == 500
    assert merged.reason.endswith("…")
