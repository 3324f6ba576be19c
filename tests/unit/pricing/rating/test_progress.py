"""How far a period is billed."""

from decimal import Decimal

from pricing.rating.progress import WHOLE_PERIOD, Progress

HALFWAY = Progress(
    quantities={("energy", "peak"): Decimal(40)},
    amounts={"energy": Decimal("8.00"), "fixed": Decimal("5.00")},
    is_last=False,
)


def test_knows_what_was_billed_of_a_charge_and_bucket():
    assert HALFWAY.quantity("energy", "peak") == 40
    assert HALFWAY.quantity("energy", None) == 0


def test_adds_up_the_charges_that_are_named_or_all():
    assert HALFWAY.amount(("energy",)) == Decimal("8.00")
    assert HALFWAY.amount(()) == Decimal("13.00")


def test_an_only_invoice_is_first_and_last():
    assert (WHOLE_PERIOD.is_first, WHOLE_PERIOD.is_last, WHOLE_PERIOD.amount(())) == (True, True, 0)
