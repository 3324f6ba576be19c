"""What holds on all days of a bill."""

from datetime import date

import pytest

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.days_in_force import ChangesInside, DatedValue, in_force

MARCH = DaySpan(date(2026, 3, 1), date(2026, 4, 1))


def value(number, first, end, name="kw"):
    return DatedValue(name, number, date(2026, *first), None if end is None else date(2026, *end))


def test_is_what_holds_on_every_day():
    values = [value(1, (1, 1), (3, 1)), value(2, (3, 1), (4, 1)), value(3, (4, 1), None)]
    assert in_force(values, MARCH) == {"kw": 2}
    assert in_force([value(2, (1, 1), None), value(9, (2, 1), None, "seats")], MARCH) == {"kw": 2, "seats": 9}


def test_is_nothing_where_nothing_holds():
    assert in_force([value(1, (1, 1), (3, 1)), value(3, (4, 1), None)], MARCH) == {}


@pytest.mark.parametrize(
    ("values", "day"),
    [
        ([value(1, (1, 1), (3, 15)), value(2, (3, 15), None)], 15),
        ([value(2, (3, 2), None)], 2),
        ([value(2, (1, 1), (3, 31))], 31),
        ([value(2, (3, 10), (3, 20))], 10),
    ],
)
def test_refuses_a_change_inside_and_tells_the_first_day(values, day):
    with pytest.raises(ChangesInside) as refusal:
        in_force(values, MARCH)
    assert (refusal.value.name, refusal.value.day) == ("kw", date(2026, 3, day))
