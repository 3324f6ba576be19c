"""The table of trouble."""

from datetime import date, timedelta

import pytest

from billing_site.demo.markets import LEAKING_HOUSE
from billing_site.demo.population import demo_world
from tests.unit.billing_site.demo.worlds import point, whole_world


def test_there_is_some_of_each_kind_and_not_much():
    trouble = whole_world().trouble
    lengths = sorted(gap.span.duration for gap in trouble.gaps)
    assert lengths == [timedelta(hours=6)] * 5 + [timedelta(days=3)] * 4 + [timedelta(days=10)]
    assert len(trouble.spikes) == len(trouble.unreadable_rows) == 1
    assert len(trouble.silent) == 2
    assert len({gap.point for gap in trouble.gaps}) == 10


@pytest.mark.parametrize("last_month", [date(2026, 10, 1), date(2024, 2, 1), date(2025, 12, 1)])
def test_all_of_it_lies_in_the_billed_months(last_month):
    world = demo_world(last_month)
    first, end = world.first_month, world.last_month + timedelta(days=32)
    spans = [one.span for one in (*world.trouble.gaps, *world.trouble.replacements)]
    assert all(first <= span.start.date() and span.end.date() <= end for span in spans)
    assert all(first < move.moved_on < end for move in world.trouble.moves)
    correction = world.trouble.late_correction
    assert first <= correction.from_date < correction.to_date < world.last_month
    assert (correction.received_at.year, correction.received_at.month) == (last_month.year, last_month.month)


def test_one_house_has_a_leak():
    user = point("LAGOA", LEAKING_HOUSE).consumer
    assert user.leaking == (date(2026, 7, 5), date(2026, 7, 24))
    assert user.leak_litres == 14
