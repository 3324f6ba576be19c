"""Sums, quantiles, histograms and bands, exact to the last digit."""

from decimal import Decimal

import numpy as np
import pytest

from invoicing.trials.effect_statistics import (
    band_of,
    effect_sum,
    effect_sums_by,
    histogram,
    largest_decreases,
    largest_increases,
    quantile,
    usage_bands,
)
from tests.unit.invoicing.trials.builders import effect

CROWD = [
    effect(1, "100.00", "110.00"),
    effect(2, "50.00", "45.50"),
    effect(3, "20.00", "20.00"),
    effect(4, "30.00", "60.00"),
]


def decimals(*values):
    return [Decimal(value) for value in values]


def test_adds_up_who_pays_more_and_who_less():
    found = effect_sum(CROWD)
    assert (found.accounts, found.old, found.new, found.change) == (
        4,
        Decimal("200.00"),
        Decimal("235.50"),
        Decimal("35.50"),
    )
    assert (found.more, found.more_amount, found.less, found.less_amount, found.same) == (
        2,
        Decimal("40.00"),
        1,
        Decimal("-4.50"),
        1,
    )
    assert (found.old_tax, found.new_tax) == (Decimal("20.000"), Decimal("23.550"))
    assert found.ratio == Decimal("0.1775")


def test_sums_of_nobody_are_nothing():
    found = effect_sum([])
    assert (found.accounts, found.change, found.ratio, found.same) == (0, 0, None, 0)


def test_groups_by_a_key_with_the_most_accounts_first():
    found = effect_sums_by(CROWD, lambda one: one.old >= 50)
    assert [(key, sums.accounts, sums.change) for key, sums in found] == [
        (True, 2, Decimal("5.50")),
        (False, 2, Decimal("30.00")),
    ]
    assert effect_sums_by([*CROWD, effect(5, "1", "1")], lambda one: one.old >= 50)[0][0] is False


def test_lists_the_largest_changes_of_either_direction():
    assert [one.account_id for one in largest_increases(CROWD, 20)] == [4, 1]
    assert [one.account_id for one in largest_increases(CROWD, 1)] == [4]
    assert [one.account_id for one in largest_decreases(CROWD, 20)] == [2]


def test_lists_equal_changes_in_the_order_of_the_accounts():
    same = [effect(number, "1", "2") for number in (3, 1, 2)]
    assert [one.account_id for one in largest_increases(same, 2)] == [1, 2]
    less = [effect(number, "2", "1") for number in (3, 1, 2)]
    assert [one.account_id for one in largest_decreases(less, 2)] == [1, 2]


def test_takes_quantiles_straight_between_neighbours():
    ordered = decimals(1, 2, 3, 4)
    assert quantile(ordered, Decimal("0.25")) == Decimal("1.75")
    assert quantile(ordered, Decimal("0.5")) == Decimal("2.5")
    assert quantile(ordered, Decimal(0)) == 1
    assert quantile(ordered, Decimal(1)) == 4
    assert quantile(decimals("7.25"), Decimal("0.9")) == Decimal("7.25")
    with pytest.raises(ValueError, match="no value"):
        quantile([], Decimal("0.5"))


def test_takes_the_quantiles_that_numpy_does():
    values = sorted(int(value) for value in np.random.default_rng(7).integers(-500, 900, size=101))
    for share in ("0.02", "0.25", "0.75", "0.98"):
        mine = quantile(decimals(*values), Decimal(share))
        assert float(mine) == pytest.approx(np.quantile(values, float(share)))


def test_counts_values_in_round_bins_that_have_an_edge_at_zero():
    found = histogram(decimals("-3", "-0.01", "0", "0.5", "9.99", "10"), most_bins=8)
    # 13 to cover with six bins: 2.17 is too narrow for 2, so they are 5 wide.
    assert (found.low, found.width) == (Decimal(-5), Decimal(5))
    assert found.counts == (2, 2, 1, 1)  # 10 begins a bin: the edge above is not in it
    assert found.edges == (-5, 0, 5, 10, 15)
    assert (found.below, found.beyond) == (0, 0)


def test_keeps_what_is_far_out_from_pressing_the_others_together():
    values = [Decimal(number % 20) for number in range(200)] + [
        Decimal(100_000),
        Decimal(-90_000),
    ]  # one in a hundred
    found = histogram(values)
    assert (found.below, found.beyond) == (1, 1)
    assert (found.width, sum(found.counts)) == (Decimal(1), 200)


def test_counts_equal_values_and_none():
    same = histogram(decimals(0, 0, 0))
    assert (same.counts, same.below, same.beyond) == ((3,), 0, 0)
    empty = histogram([])
    assert (empty.counts, empty.edges) == ((), (Decimal(0),))


def test_cuts_accounts_in_quarters_by_the_usage_of_a_month():
    crowd = [effect(number, 1, 1, months=2, usage=Decimal(200 * number)) for number in range(1, 6)]
    bounds = usage_bands(crowd)
    assert bounds == (Decimal(200), Decimal(300), Decimal(400))
    assert [band_of(one, bounds) for one in crowd] == [0, 0, 1, 2, 3]


def test_has_no_band_where_nothing_is_counted():
    assert usage_bands([effect(1, 1, 1)]) == ()
    assert band_of(effect(1, 1, 1), ()) is None
