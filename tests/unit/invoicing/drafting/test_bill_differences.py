"""Why two bills of an account differ."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.drafting.bill_differences import (
    BillFacts,
    Cause,
    CountedAmount,
    Difference,
    tell_apart,
)


def bill(total, days=31, by_days="0", versions=(1,), **counted):
    return BillFacts(Decimal(total), days, Decimal(by_days), counted, frozenset(versions))


def used(quantity, amount, **facts):
    return CountedAmount(Decimal(quantity), Decimal(amount), **facts)


def test_values_usage_at_the_same_price():
    before, now = bill("30.00", energy=used(100, "30.00")), bill("45.00", energy=used(150, "45.00"))
    assert tell_apart(before, now, "EUR") == Difference(Cause.USAGE, Decimal(15), usage=Decimal(15))


def test_gives_what_a_new_plan_version_adds_to_the_price_of_the_earlier_usage():
    before = bill("30.00", energy=used(100, "30.00"))
    now = bill("44.00", versions=(2,), energy=used(110, "44.00"))
    assert tell_apart(before, now, "EUR") == Difference(
        Cause.PRICE, Decimal(14), usage=Decimal(4), price=Decimal(10)
    )


def test_gives_what_tiers_add_within_a_plan_version_to_other():
    before, now = bill("30.00", energy=used(100, "30.00")), bill("34.00", energy=used(110, "34.00"))
    assert tell_apart(before, now, "EUR") == Difference(
        Cause.USAGE, Decimal(4), usage=Decimal("3.09"), other=Decimal("0.91")
    )


def test_gives_more_days_their_share_of_daily_charges_and_usage():
    # 20 days at 0.50 and 5 kWh a day at 0.30; then 30 days of the same.
    before = bill("40.00", days=20, by_days="10.00", energy=used(100, "30.00"))
    now = bill("60.00", days=30, by_days="15.00", energy=used(150, "45.00"))
    assert tell_apart(before, now, "EUR") == Difference(Cause.DAYS, Decimal(20), days=Decimal(20))


def test_a_demand_does_not_grow_with_the_days():
    demand = used(50, "100.00", grows_with_days=False)
    assert tell_apart(
        bill("100.00", days=20, peak=demand), bill("100.00", days=30, peak=demand), "EUR"
    ) == Difference(Cause.NONE, Decimal(0))


def test_cannot_value_usage_that_had_no_price():
    before, now = (
        bill("0.00", energy=used(0, "0")),
        bill("9.00", energy=used(30, "8.00"), water=used(1, "1.00")),
    )
    assert tell_apart(before, now, "EUR") == Difference(Cause.OTHER, Decimal(9), other=Decimal(9))


def test_a_bill_that_only_one_run_has_is_its_whole_difference():
    one = bill("12.00")
    assert tell_apart(None, one, "EUR") == Difference(Cause.ONLY_NOW, Decimal(12), other=Decimal(12))
    assert tell_apart(one, None, "EUR") == Difference(Cause.ONLY_BEFORE, Decimal(-12), other=Decimal(-12))
    with pytest.raises(ValueError, match="no bill"):
        tell_apart(None, None, "EUR")


AMOUNTS = st.decimals(-1_000, 1_000, places=2)
BILLS = st.builds(
    BillFacts,
    total=AMOUNTS,
    day_count=st.integers(1, 92),
    by_days=AMOUNTS,
    counted=st.dictionaries(
        st.sampled_from(["energy", "water"]),
        st.builds(CountedAmount, st.decimals(0, 10_000, places=3), AMOUNTS, st.booleans()),
    ),
    version_ids=st.frozensets(st.integers(1, 2)),
)


@given(BILLS, BILLS)
def test_the_parts_come_to_the_whole(before, now):
    found = tell_apart(before, now, "EUR")
    assert found.total == now.total - before.total
    assert found.usage + found.days + found.price + found.other == found.total
    for part in (found.usage, found.days):
        assert part == round(part, 2)
