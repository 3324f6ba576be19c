"""Prices with their schedule: what may be joined, and what meets in a month."""

from tests.unit.pricing.urdb.records import DEARER, HALVES, SEASONS, TIERS, priced


def test_tiers_of_equal_price_are_one_count():
    mixed = priced(HALVES, TIERS, TIERS)
    assert mixed.months_of_mixed_tiers() == list(range(12))
    joined = mixed.with_equal_periods_joined(only_tiered=True)
    assert list(joined.periods) == [0]
    assert joined.schedule.periods == (0,)
    assert joined.months_of_mixed_tiers() == []


def test_prices_without_tiers_are_joined_only_where_asked():
    flat = priced(HALVES, [{"rate": "1"}], [{"rate": "1"}])
    assert list(flat.with_equal_periods_joined(only_tiered=True).periods) == [0, 1]
    assert list(flat.with_equal_periods_joined(only_tiered=False).periods) == [0]


def test_different_tiers_meet_only_in_months_that_have_both():
    assert priced(SEASONS, TIERS, DEARER).months_of_mixed_tiers() == []
    assert priced(HALVES, TIERS, DEARER).months_of_mixed_tiers() == list(range(12))


def test_a_bill_shows_the_dearest_season_and_price_first():
    rows = [[2] * 12 + [3] * 12 if month in range(5, 9) else [0] * 12 + [1] * 12 for month in range(12)]
    prices = priced(rows, *([{"rate": rate}] for rate in ("0.1", "0.2", "0.15", "0.4")))
    assert prices.in_order_of_bill() == (3, 2, 1, 0)


def test_knows_what_is_free_and_tiered():
    assert priced(HALVES, [{"rate": "0"}], [{"rate": "0"}]).is_free
    assert not priced(HALVES, [{"rate": "0"}], [{"rate": "1"}]).is_free
    assert priced(SEASONS, TIERS, [{"rate": "1"}]).is_tiered
    assert not priced(HALVES, [{"rate": "0"}], [{"rate": "1"}]).is_tiered
