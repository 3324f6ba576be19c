"""One account's charge before rounding: conversion, bank, free units, months, several invoices."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import RatingBatch, rate_accounts, replay
from pricing.rating.carried import Carried
from pricing.rating.plan_terms import (
    Allowance,
    Contracted,
    FixedPrice,
    GraduatedPrice,
    MetricTerms,
    NetSide,
    Netting,
    NetUsage,
    PerPeriod,
    PerUnitPrice,
    QuantityBank,
    TierBounds,
    Total,
    UnitConversion,
)
from pricing.rating.progress import Progress
from tests.unit.pricing.rating.builders import METRIC, charge, local_days, series, terms, tiers

JANUARY = local_days("UTC", date(2026, 1, 1), date(2026, 2, 1))
PRICE = PerUnitPrice(Decimal("0.1"))
GIGABYTES = UnitConversion("divide", Decimal(1000), "GB", "ceiling", 0)


def rated(one, quantity, carried=(), progress=(), period=JANUARY, **facts):
    """The lines and what is carried over, of a charge that counts `quantity` in the period."""
    usage = UsageMatrix.of_one(series(period, 1440, [quantity] + [0] * (period.duration.days - 1)))
    batch = RatingBatch(
        terms(one, **facts), "UTC", period, period, 1, {METRIC: usage}, carried=carried, progress=progress
    )
    (account,) = rate_accounts(batch)
    for line in account.lines:
        replayed = replay(line.trace)
        assert (replayed.quantity, replayed.exact_amount) == (line.quantity, line.exact_amount)
    return account


def quantities(account):
    return [line.quantity for line in account.lines]


def test_prices_the_converted_quantity_in_its_own_unit():
    (line,) = rated(charge("data", Total(METRIC), PRICE, conversion=GIGABYTES), 2700).lines
    assert (line.quantity, line.unit, line.amount) == (3, "GB", Decimal("0.30"))


def test_converts_what_several_invoices_bill_as_a_whole():
    data = charge("data", Total(METRIC), PRICE, conversion=GIGABYTES)
    second = Progress({("data", None): Decimal(1400)}, is_first=False)
    assert quantities(rated(data, 1400)) == [2]
    assert quantities(rated(data, 1300, progress=(second,))) == [1]


@pytest.mark.parametrize(
    ("left", "used", "paid", "after"),
    [
        ([], 30, 0, ["20"]),
        (["10"], 30, 0, ["30"]),
        (["10"], 5, 0, ["50"]),
        (["10"], 80, 20, ["0"]),
    ],
)
def test_free_units_that_are_left_roll_over_once(left, used, paid, after):
    minutes = charge("calls", Total(METRIC), PRICE, allowance=Allowance(Decimal(50), rollover_periods=1))
    carried = (Carried({"calls": {"left": left}}),)
    account = rated(minutes, used, carried)
    assert quantities(account) == [paid]
    assert account.carried == {"calls": {"left": after}}


def test_earlier_invoices_have_used_the_free_units():
    minutes = charge("calls", Total(METRIC), PRICE, allowance=Allowance(Decimal(50)))
    second = Progress({("calls", None): Decimal(40)}, is_first=False)
    assert quantities(rated(minutes, 30, progress=(second,))) == [20]


def test_a_bank_of_units_goes_on_from_bill_to_bill():
    net = charge(
        "net",
        NetUsage(METRIC, "X", Netting.PERIOD, NetSide.NET),
        PRICE,
        bank=QuantityBank("Payout", true_up_month=1, payout_price=Decimal("0.03")),
    )
    period = JANUARY
    metrics = {METRIC: MetricTerms("kWh"), "X": MetricTerms("kWh")}
    usage = {
        METRIC: UsageMatrix.of_one(series(period, 1440, 1)),
        "X": UsageMatrix.of_one(series(period, 1440, 3)),
    }
    batch = RatingBatch(
        terms(net, metrics=metrics),
        "UTC",
        period,
        period,
        1,
        usage,
        carried=(Carried({"net": {"bank": "8"}}),),
    )
    (account,) = rate_accounts(batch)
    billed, payout = account.lines
    assert (billed.quantity, payout.quantity, payout.amount) == (0, 70, Decimal("-2.10"))
    assert replay(payout.trace).amount == payout.amount
    assert account.carried == {"net": {"bank": "0"}}


@pytest.mark.parametrize(("months", "count"), [({1}, 1), ({6, 7}, 0), (set(), 1)])
def test_is_owed_in_its_months_only(months, count):
    summer = charge("summer", PerPeriod(), FixedPrice(Decimal(9)), months=frozenset(months))
    assert len(rated(summer, 0).lines) == count


def test_bounds_for_a_month_grow_with_the_months_of_the_period():
    two_months = local_days("UTC", date(2026, 1, 1), date(2026, 3, 1))
    slabs = GraduatedPrice(tiers(("50", "3.15"), ("100", "3.70"), (None, "4.80")))
    kseb = charge("energy", Total(METRIC), slabs, tier_bounds=TierBounds.PER_MONTH)
    # 234 units in two months are 117 a month: 50, 50 and 17 of them (KSEB 2020).
    assert quantities(rated(kseb, 234, period=two_months)) == [100, 100, 34]


@pytest.mark.parametrize(
    ("first", "end", "days_of_thirty"),
    [(date(2026, 2, 1), date(2026, 2, 15), 14), (date(2026, 1, 11), date(2026, 2, 1), 20)],
)
def test_a_fixed_amount_can_count_months_of_thirty_days(first, end, days_of_thirty):
    fee = charge("fee", PerPeriod(), FixedPrice(Decimal(30)), month_days=30)
    account = rated(fee, 0, period=local_days("UTC", first, end))
    assert [line.amount for line in account.lines] == [days_of_thirty]


def test_a_level_costs_the_days_it_is_there():
    whole, part = (
        local_days("UTC", date(2026, 4, 1), date(2026, 5, 1)),
        local_days("UTC", date(2026, 4, 1), date(2026, 4, 11)),
    )
    seats = charge("seats", Contracted("seats", "seat"), PerUnitPrice(Decimal(9)))
    unprorated = charge("seats", Contracted("seats", "seat"), PerUnitPrice(Decimal(9)), prorated=False)
    for one, amount in ((seats, 6), (unprorated, 18)):
        batch = RatingBatch(terms(one), "UTC", part, whole, 1, contracted={"seats": [Decimal(2)]})
        (line,) = rate_accounts(batch)[0].lines
        assert (line.quantity, line.amount, replay(line.trace).amount) == (2, amount, amount)


@given(parts=st.lists(st.integers(0, 500), min_size=1, max_size=5))
def test_invoices_of_a_period_add_up_to_one_with_conversion_and_free_units(parts):
    data = charge(
        "data",
        Total(METRIC),
        GraduatedPrice(tiers(("1", "5"), (None, "3"))),
        conversion=UnitConversion("divide", Decimal(100), "GB", "ceiling", 0),
        allowance=Allowance(Decimal(2)),
        tier_bounds=TierBounds.FULL,
    )
    total, so_far = Decimal(0), Decimal(0)
    for number, part in enumerate(parts):
        progress = Progress({("data", None): so_far}, is_first=number == 0)
        total += sum(line.exact_amount for line in rated(data, part, progress=(progress,)).lines)
        so_far += part
    assert total == sum(line.exact_amount for line in rated(data, sum(parts)).lines)
