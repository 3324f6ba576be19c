"""A trial's accounts together."""

from decimal import Decimal

from invoicing.trials.trial_summary import Spread, trial_summary
from tests.unit.invoicing.trials.builders import effect


def test_tells_segments_bands_spread_and_the_largest_changes():
    crowd = [
        effect(
            number, "10.00", Decimal(10 + number - 3), plan_id=number % 2, utility_id=7, usage=Decimal(number)
        )
        for number in range(1, 6)
    ]
    found = trial_summary(crowd)
    assert found.total.change == Decimal("0.00")
    assert found.spread == Spread(
        Decimal("-1.60"), Decimal("-1.00"), Decimal("0.00"), Decimal("1.00"), Decimal("1.60")
    )
    assert [(plan, sums.accounts) for plan, sums in found.by_plan] == [(1, 3), (0, 2)]
    assert [(utility, sums.accounts) for utility, sums in found.by_utility] == [(7, 5)]
    assert [(band, sums.accounts) for band, sums in found.by_band] == [(0, 2), (1, 1), (2, 1), (3, 1)]
    assert found.band_bounds == (Decimal(2), Decimal(3), Decimal(4))
    assert [one.account_id for one in found.increases] == [5, 4]
    assert [one.account_id for one in found.decreases] == [1, 2]


def test_leaves_accounts_that_pay_nothing_now_out_of_the_percentages_only():
    found = trial_summary([effect(1, "0", "5.00"), effect(2, "10.00", "15.00")])
    assert sum(found.by_percent.counts) + found.by_percent.below + found.by_percent.beyond == 1
    assert sum(found.by_money.counts) == 2


def test_is_empty_for_nobody():
    found = trial_summary([])
    assert (found.spread, found.total.accounts, found.by_plan, found.increases) == (None, 0, [], ())
