"""What a customer types of a dial."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from invoicing.portal.dial_numbers import example_number, read_dial_number, shown_number
from metering.queries.register_readings import Dial

DIAL = Dial(5, 1, Decimal(1))
WHOLE = Dial(6, 0, Decimal(1))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12345,6", "12345.6"),
        ("12345.6", "12345.6"),
        (" 12 345,6 ", "12345.6"),
        ("00042", "42.0"),
        ("000000042", "42.0"),
        ("12\N{NARROW NO-BREAK SPACE}345", "12345.0"),
    ],
)
def test_reads_what_can_mean_only_one_number(text, number):
    assert read_dial_number(text, DIAL) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "dial", "message"),
    [
        ("", DIAL, "such as 12345,6"),
        ("-5", DIAL, "Type only the digits"),
        ("1,234.5", DIAL, "Type only the digits"),
        ("12.345", DIAL, "only one digit"),
        ("12.345", WHOLE, "Leave out the digits behind the decimal mark"),
        ("12,3456", Dial(5, 3, Decimal(1)), "only 3 digits"),
        ("123456", DIAL, "only 5 digits before"),
        ("1e3", DIAL, "Type only the digits"),
        ("٣", DIAL, "Type only the digits"),
    ],
)
def test_asks_again_for_what_could_mean_another(text, dial, message):
    with pytest.raises(ValidationError) as caught:
        read_dial_number(text, dial)
    assert message in " ".join(caught.value.messages)


def test_shows_a_number_as_the_dial_does():
    assert shown_number(Decimal("42.5"), DIAL) == ("00042", "5")
    assert shown_number(Decimal(42), WHOLE) == ("000042", "")
    assert (example_number(DIAL), example_number(WHOLE)) == ("12345,6", "012345")
