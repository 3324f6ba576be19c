"""Bills of the examples, each reckoned again from the numbers of its sheet."""

from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP
from decimal import Decimal as D

import numpy as np

from metering.usage.interval_grid import IntervalGrid
from pricing.rating.request import UsageEvent
from tests.unit.pricing.plan_documents.example_usage import (
    billed,
    constant,
    index_of,
    period_of,
    series,
    total,
)

CENT = D("0.01")
IMPORT, EXPORT = "ELECTRICITY_IMPORT", "ELECTRICITY_EXPORT"


def cents(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


def in_one_interval(period, thousandths, unit="kWh"):
    """All of it in the first quarter of an hour."""
    grid = IntervalGrid.filling(period, 15)
    quantities = np.zeros(grid.count, dtype=np.int64)
    quantities[0] = thousandths
    return series(grid, quantities, unit)


def amounts(account):
    return [(line.charge_code, line.amount) for line in account.lines]


def test_hours_of_use_of_a_level_load():
    # 1,000 kW for 744 hours: 200,000 kWh in each of three blocks and 144,000 above them.
    period = period_of("us_hours_of_use", date(2018, 7, 1), date(2018, 8, 1))
    terms, account = billed("us_hours_of_use", period, {IMPORT: constant(period, "kWh", 250_000)})
    parts = [
        (3000, "0.132655"), (7000, "0.120303"), (190_000, "0.102607"),
        (200_000, "0.013627"), (200_000, "0.010275"), (144_000, "0.00771"),
    ]  # fmt: skip
    assert total(terms, account.lines) == 21 + sum(cents(kwh * D(price)) for kwh, price in parts)


def test_hours_of_use_as_published():
    # The source's July: 200, 400 and 600 hours of 658.02 kW; the bill of the hand spreadsheet is 16,774.68.
    published = 21 + 3000 * D("0.132655") + 7000 * D("0.120303") + D("121603.13") * D("0.102607")
    published += D("131603.13") * D("0.013627") + D("120963.36") * D("0.010275")
    assert abs(published - D("16774.68")) < D("0.011")
    period = period_of("us_hours_of_use", date(2018, 7, 1), date(2018, 8, 1))
    grid = IntervalGrid.filling(period, 60)
    demand, used = 658_015_650, 384_169_620_000  # milliwatt-hours per hour and in the month
    quantities = np.full(grid.count, (used - demand) // (grid.count - 1), dtype=np.int64)
    quantities[0] = demand
    quantities[1] += used - int(quantities.sum())
    usage = series(grid, quantities, "kWh")
    terms, account = billed(
        "us_hours_of_use", period, {IMPORT: type(usage)(grid, quantities, usage.qualities, "kWh", 6)}
    )
    assert abs(total(terms, account.lines) - published) < D("0.02")


def test_tiers_are_shared_out_by_time_of_use():
    # January 2027 at 1 kW: 21 weekdays with 6 hours of part-peak, 126 of 744 kWh.
    period = period_of("us_tiers_by_time", date(2027, 1, 1), date(2027, 2, 1))
    terms, account = billed("us_tiers_by_time", period, {IMPORT: constant(period, "kWh", 250)})
    tops = [D("11.2") * 31, D("14.56") * 31, D("22.4") * 31, D(744)]
    prices = {
        126: ["0.14842", "0.18028", "0.23404", "0.30292"],
        618: ["0.11838", "0.15024", "0.204", "0.27288"],
    }
    expected = D(0)
    for kwh, of_tiers in prices.items():
        bottom = D(0)
        for top, price in zip(tops, of_tiers, strict=True):
            expected += cents((top - bottom) * kwh / 744 * D(price))
            bottom = top
    assert total(terms, account.lines) == expected


def test_a_surplus_of_kilowatt_hours_is_used_in_the_next_month():
    june = period_of("us_net_metering", date(2026, 6, 1), date(2026, 7, 1))
    july = period_of("us_net_metering", date(2026, 7, 1), date(2026, 8, 1))
    usage = {IMPORT: in_one_interval(june, 300_000), EXPORT: in_one_interval(june, 400_000)}
    terms, first = billed("us_net_metering", june, usage)
    assert total(terms, first.lines) == D("4.60")
    # 800 - 100 - the 100 kept = 600 kWh: 500 at 0.09892 and 100 at 0.08465.
    usage = {IMPORT: in_one_interval(july, 800_000), EXPORT: in_one_interval(july, 100_000)}
    terms, second = billed("us_net_metering", july, usage, carried=first.carried)
    assert total(terms, second.lines) == D("4.60") + D("49.46") + cents(100 * D("0.08465"))


def test_what_is_left_at_the_end_of_the_year_is_paid_out():
    period = period_of("us_net_metering", date(2026, 12, 1), date(2027, 1, 1))
    usage = {IMPORT: in_one_interval(period, 0), EXPORT: in_one_interval(period, 100_000)}
    terms, account = billed("us_net_metering", period, usage)
    assert total(terms, account.lines) == D("4.60") - 100 * D("0.03")


def test_feeding_in_pays_for_energy_and_the_rest_is_kept():
    period = period_of("us_feed_in", date(2026, 1, 1), date(2026, 2, 1))
    grid = IntervalGrid.filling(period, 60)
    bought = np.where(np.arange(grid.count) < 240, 1000, 0).astype(np.int64)
    usage = {IMPORT: series(grid, bought, "kWh"), EXPORT: series(grid, (1000 - bought) * 2, "kWh")}
    terms, account = billed("us_feed_in", period, usage)
    energy, credit = cents(240 * D("0.22837")), cents(504 * 2 * D("0.085252"))
    assert credit > energy
    assert total(terms, account.lines) == D("8.73")
    assert account.carried["CREDITS"] == {"balance": str(credit - energy)}


def test_a_summer_hour_is_bought_or_sold_but_not_both():
    # One weekday hour on peak with 3 kWh bought and 1 sold: 2 kWh at 0.282.
    period = period_of("us_feed_in", date(2026, 7, 1), date(2026, 8, 1))
    grid = IntervalGrid.filling(period, 60)
    bought, sold = np.zeros(grid.count, dtype=np.int64), np.zeros(grid.count, dtype=np.int64)
    bought[14], sold[14] = 3000, 1000
    usage = {IMPORT: series(grid, bought, "kWh"), EXPORT: series(grid, sold, "kWh")}
    terms, account = billed("us_feed_in", period, usage)
    assert total(terms, account.lines) == D("8.73") + cents(2 * D("0.282"))


def test_large_demand_and_its_minimum_bill():
    period = period_of("us_large_demand", date(2026, 7, 1), date(2026, 8, 1))
    terms, account = billed("us_large_demand", period, {IMPORT: constant(period, "kWh", 125_000)})
    assert total(terms, account.lines) == D("88.67") + 744 * 500 * D("0.05502") + 500 * D("15.65")
    terms, account = billed("us_large_demand", period, {IMPORT: constant(period, "kWh", 10_000)})
    assert total(terms, account.lines) == D("6833.67")


def test_demand_is_not_billed_below_its_ratchet():
    # The worked example: peaks of June to October at 18 dollars.
    carried = {}
    for month, peak, billed_kw in (
        (6, 300, 300),
        (7, 500, 500),
        (8, 280, 400),
        (9, 250, 400),
        (10, 220, 400),
    ):
        period = period_of("us_demand_ratchet", date(2026, month, 1), date(2026, month + 1, 1))
        usage = {IMPORT: in_one_interval(period, peak * 250)}
        terms, account = billed("us_demand_ratchet", period, usage, carried=carried)
        assert total(terms, account.lines) == billed_kw * 18
        carried = account.carried


def test_levies_are_cut_to_cents_as_on_the_bill():
    period = period_of("ke_household_levies", date(2010, 11, 1), date(2010, 12, 1))
    terms, account = billed("ke_household_levies", period, {IMPORT: in_one_interval(period, 249_000)})
    lines = [D("240.00"), D("1711.90"), D("841.62"), D("196.71"), D("24.90"), D("7.47")]
    levy = (lines[1] * D("0.05")).quantize(CENT, ROUND_DOWN)
    vat = (sum(lines[:5]) * D("0.12")).quantize(CENT, ROUND_DOWN)
    assert (levy, vat) == (D("85.59"), D("361.81"))
    assert total(terms, account.lines) == sum(lines) + levy + vat == D("3470.00")


def test_slabs_of_a_month_hold_twice_as_much_in_two():
    period = period_of("in_slabs_two_months", date(2026, 7, 1), date(2026, 9, 1))
    terms, account = billed("in_slabs_two_months", period, {IMPORT: in_one_interval(period, 234_000)})
    assert total(terms, account.lines) == 2 * D("540.35")


def test_half_hours_at_the_wholesale_price_and_its_cap():
    # 15 days at 5 pence, 15 at 30: 2.2 x 30 is above the cap of 52.38 pence.
    period = period_of("uk_index_half_hourly", date(2026, 11, 1), date(2026, 12, 1))
    usage = {IMPORT: constant(period, "kWh", 250)}
    indices = {"WHOLESALE_GB": index_of(period, [50, 300])}
    terms, account = billed("uk_index_half_hourly", period, usage, indices=indices)
    peak = cents(45 * D("0.23") + 45 * D("0.5238"))
    other = cents(15 * 21 * D("0.11") + 15 * 21 * D("0.5238"))
    assert total(terms, account.lines) == peak + other + cents((peak + other) * D("0.05"))


def test_storage_requests_and_data_out():
    period = period_of("cloud_storage", date(2026, 6, 1), date(2026, 7, 1))
    middle = period.start + timedelta(days=15)
    events = {
        "STORED": [UsageEvent(period.start, D(1000), key="a"), UsageEvent(middle, D(500), key="b")],
        "REQUESTS": [
            UsageEvent(middle, D(1_000_000), {"kind": "PUT"}, "c"),
            UsageEvent(middle, D(10_000_000), {"kind": "GET"}, "d"),
            UsageEvent(middle, D(5), {"kind": "LIST"}, "e"),
        ],
        "DATA_OUT": [UsageEvent(middle, D(15_360), key="f")],
    }
    terms, account = billed("cloud_storage", period, events=events)
    out = 10_239 * D("0.09") + 5120 * D("0.085")
    assert total(terms, account.lines) == 1250 * D("0.023") + 5 + 4 + out


def test_a_share_of_each_card_payment():
    period = period_of("card_payments", date(2026, 6, 1), date(2026, 7, 1))
    sales = [D(100), D(20), D("5.50")]
    events = {
        "CARD_PAYMENTS": [
            UsageEvent(period.start + timedelta(days=day), sale, key=str(day))
            for day, sale in enumerate(sales)
        ]
    }
    terms, account = billed("card_payments", period, events=events)
    assert total(terms, account.lines) == cents(sum(sale * D("0.029") + D("0.30") for sale in sales))


def test_the_highest_twentieth_of_the_samples_is_not_billed():
    # 8,640 samples: 432 of 900 Mbit/s are dropped, the next is one of 150.
    period = period_of("bandwidth_95", date(2026, 6, 1), date(2026, 7, 1))
    grid = IntervalGrid.filling(period, 5)
    quantities = np.full(grid.count, 150 * 300 * 1000, dtype=np.int64)
    quantities[:432] = 900 * 300 * 1000
    terms, account = billed("bandwidth_95", period, {"TRAFFIC": series(grid, quantities, "Mbit")})
    assert total(terms, account.lines) == 250 + 50 * D("1.80")
    quantities[432] = 900 * 300 * 1000
    terms, account = billed("bandwidth_95", period, {"TRAFFIC": series(grid, quantities, "Mbit")})
    assert total(terms, account.lines) == 250 + 800 * D("1.80")


def test_gigabytes_left_over_are_used_in_the_next_month():
    carried = {}
    for month, used, data in ((6, 4, 0), (7, 18, 2 * (18 - 10 - 6)), (8, 11, 2)):
        period = period_of("mobile_bundle", date(2026, month, 1), date(2026, month + 1, 1))
        events = {
            "DATA": [UsageEvent(period.start, D(used), key="d")],
            "MESSAGES": [UsageEvent(period.start, D(1), key=str(number)) for number in range(151)],
        }
        terms, account = billed("mobile_bundle", period, events=events, carried=carried)
        net = 15 + data + 2 * D("1.50")  # 101 messages beyond the 50 free ones begin two packages
        assert total(terms, account.lines) == net + cents(net * D("0.21"))
        carried = account.carried


def test_calls_by_time_of_day():
    # Monday 10:00, 83 s; Monday 21:00, 30 s; Saturday 12:00, 61 s.
    period = period_of("calls_by_time", date(2026, 6, 1), date(2026, 7, 1))
    starts = [timedelta(hours=10), timedelta(hours=21), timedelta(days=5, hours=12)]
    events = {
        "CALL_SECONDS": [
            UsageEvent(period.start + start, D(seconds), key=str(seconds))
            for start, seconds in zip(starts, (83, 30, 61), strict=True)
        ]
    }
    terms, account = billed("calls_by_time", period, events=events)
    calls = [83 * D("0.09") / 60, 60 * D("0.04") / 60, 61 * D("0.04") / 60]
    net = cents(sum((D("0.05") + call).quantize(D("0.0001"), ROUND_HALF_UP) for call in calls))
    assert total(terms, account.lines) == net + cents(net * D("0.21"))


def test_a_commitment_with_what_lies_beyond_and_what_is_missing():
    period = period_of("committed_use", date(2026, 6, 1), date(2026, 7, 1))
    for hours, owed in ((3000, 200 + 100 * D("1.5")), (1500, D(200))):
        events = {"COMPUTE": [UsageEvent(period.start, D(hours), key="c")]}
        terms, account = billed("committed_use", period, events=events)
        assert total(terms, account.lines) == owed
