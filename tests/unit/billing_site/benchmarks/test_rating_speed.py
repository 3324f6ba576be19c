"""The plan and the usage that rating is measured with."""

from datetime import date

import numpy as np

from billing_site.benchmarks.rating_speed import four_bucket_plan, month_batch
from pricing.rating import rate_batch, replay
from pricing.rating.plan_terms import TierAllocation


def rated(allocation):
    usage = np.full((2, 31 * 96), 1000, dtype=np.int64)
    return rate_batch(month_batch(four_bucket_plan(allocation), date(2018, 1, 1), date(2018, 2, 1), usage))


def test_has_four_buckets_of_three_tiers_and_demand():
    for lines in (rated(TierAllocation.PROPORTIONAL)[0], rated(TierAllocation.PER_BUCKET)[1]):
        energy = [line for line in lines if line.charge_code == "energy"]
        assert {line.bucket for line in energy} == {"night", "evening", "day", "peak"}
        assert sum(line.quantity for line in energy) - 31 * 96 < 10**-20
        assert [line.charge_code for line in lines if line.charge_code != "energy"] == ["fixed", "demand"]
        assert all(replay(line.trace).amount == line.amount for line in lines)


def test_reaches_every_tier_where_all_buckets_count_together():
    tiers = {(line.bucket, line.tier) for line in rated(TierAllocation.PROPORTIONAL)[0] if line.bucket}
    assert len(tiers) == 12
