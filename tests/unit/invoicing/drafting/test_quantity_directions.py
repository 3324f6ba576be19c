"""Which way quantities went."""

from decimal import Decimal

import pytest

from invoicing.drafting.quantity_directions import Direction, direction_of


@pytest.mark.parametrize(
    ("steps", "before", "now", "same_days", "found"),
    [
        ([], 5, 9, True, Direction.NONE),
        ([0], 5, 9, False, Direction.NONE),
        ([3], 5, 8, True, Direction.MORE),
        ([-3], 8, 5, True, Direction.LESS),
        ([3, -1], 5, 7, True, Direction.MIXED),
        ([-1], 300, 310, False, Direction.LESS_A_DAY),  # a longer period
        ([1], 310, 300, False, Direction.MORE_A_DAY),
        ([-1], 300, 310, True, Direction.MIXED),  # a place that came, or an estimate
        ([-1], 300, 300, False, Direction.LESS_A_DAY),
    ],
)
def test_is_told_only_where_it_is_true_of_everything(steps, before, now, same_days, found):
    totals = {"ELECTRICITY": (Decimal(before), Decimal(now))}
    assert direction_of([Decimal(step) for step in steps], totals, same_days=same_days) == found


def test_is_mixed_where_metrics_differ():
    totals = {"ELECTRICITY": (Decimal(1), Decimal(2)), "WATER": (Decimal(2), Decimal(1))}
    assert direction_of([Decimal(1)], totals, same_days=True) == Direction.MIXED
