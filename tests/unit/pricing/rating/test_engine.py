"""The engine as a whole: what is counted, priced, prorated, rounded and adjusted, in that order."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from metering.usage.reading_quality import ReadingQuality
from pricing.rating import LineKind, RatingBatch, UnableToRate, rate, rate_batch, replay
from pricing.rating.plan_terms import (
    BucketTotal,
    Days,
    FixedPrice,
    GraduatedPrice,
    MinimumBill,
    PackagePrice,
    PeakDemand,
    PercentDiscount,
    PerPeriod,
    PerUnitPrice,
    RoundingUnit,
    TierBounds,
    Total,
    VolumePrice,
)
from pricing.rating.tou_calendar import HourWithoutBucket, TouCalendar, TouWindow
from tests.unit.pricing.rating.builders import (
    BERLIN,
    METRIC,
    NEW_YORK,
    batch,
    charge,
    local_days,
    request,
    series,
    terms,
    tiers,
)

JANUARY = local_days("UTC", date(2026, 1, 1), date(2026, 2, 1))
TEN_DAYS = local_days("UTC", date(2026, 1, 1), date(2026, 1, 11))
BLOCKS = GraduatedPrice(tiers(("100", "0.10"), (None, "0.2005")))
NIGHT = TouCalendar("night", ("night", "day"), (TouWindow("night", to_minute=360), TouWindow("day")))
PER_KWH = PerUnitPrice(Decimal("0.30"))


def january(total):
    """A month whose usage adds up to the number, all of it in the first hour."""
    return series(JANUARY, 60, [total, *[0] * 743])


def amounts(lines):
    return [line.amount for line in lines]


def money(*texts):
    return [Decimal(text) for text in texts]


def test_bills_energy_above_the_first_block_at_the_second_rate():
    # 252 kWh, 100 at 0.10, the rest at 0.2005.
    lines = rate(request(terms(charge("energy", Total(METRIC), BLOCKS)), JANUARY, january(252)))
    assert amounts(lines) == money("10.00", "30.48")
    assert [line.exact_amount for line in lines] == money("10", "30.476")
    assert [(line.tier, line.quantity, line.unit_price) for line in lines] == [
        (1, Decimal(100), Decimal("0.10")),
        (2, Decimal(152), Decimal("0.2005")),
    ]


def test_gives_the_charges_lines_in_the_order_of_the_plan():
    plan = terms(
        charge("standing", Days(), PerUnitPrice(Decimal("0.5083"))),
        charge("fixed", PerPeriod(), FixedPrice(Decimal("16.91"))),
        charge("energy", Total(METRIC), PER_KWH),
        charge("demand", PeakDemand(METRIC, 60), PerUnitPrice(Decimal(2))),
    )
    lines = rate(request(plan, JANUARY, january(10)))
    assert [(line.charge_code, line.quantity, line.unit, line.amount) for line in lines] == [
        ("standing", 31, "day", Decimal("15.76")),
        ("fixed", 1, "period", Decimal("16.91")),
        ("energy", 10, "kWh", Decimal("3.00")),
        ("demand", 10, "kW", Decimal("20.00")),
    ]
    assert {line.kind for line in lines} == {LineKind.CHARGE}


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (FixedPrice(Decimal(5)), money("5.00")),
        (PER_KWH, money("75.60")),
        (BLOCKS, money("10.00", "30.48")),
        (VolumePrice(tiers(("100", "0.10"), (None, "0.20", "1"))), money("50.40", "1.00")),
        (PackagePrice(Decimal(100), Decimal(7)), money("21.00")),
    ],
)
def test_prices_any_quantity_in_any_shape(price, expected):
    for determinant in (Total(METRIC), PeakDemand(METRIC, 60)):
        assert (
            amounts(rate(request(terms(charge("c", determinant, price)), JANUARY, january(252)))) == expected
        )


def test_gives_one_line_per_bucket_that_occurs_and_has_a_price():
    plan = terms(
        charge("energy", BucketTotal(METRIC, "night"), {"day": PER_KWH, "weekend": PER_KWH}),
        calendars={"night": NIGHT},
    )
    (line,) = rate(request(plan, JANUARY, series(JANUARY, 60, 1)))
    assert (line.bucket, line.quantity, line.amount) == ("day", 31 * 18, Decimal("167.40"))


@pytest.mark.parametrize(
    ("zone_name", "day", "night", "rest"),
    [
        (BERLIN, date(2026, 3, 29), "0.50", "5.40"),
        (BERLIN, date(2026, 10, 25), "0.70", "5.40"),
        (NEW_YORK, date(2026, 3, 8), "0.50", "5.40"),
        (NEW_YORK, date(2026, 11, 1), "0.70", "5.40"),
    ],
)
@pytest.mark.parametrize("step_minutes", [15, 30, 60])
def test_bills_the_hours_a_day_of_a_clock_change_has(zone_name, day, night, rest, step_minutes):
    prices = {"night": PerUnitPrice(Decimal("0.10")), "day": PER_KWH}
    plan = terms(charge("energy", BucketTotal(METRIC, "night"), prices), calendars={"night": NIGHT})
    period = local_days(zone_name, day, date.fromordinal(day.toordinal() + 1))
    usage = series(period, step_minutes, step_minutes * 100 // 60, decimals=2)
    assert amounts(rate(request(plan, period, usage, zone_name=zone_name))) == money(night, rest)


def test_prorates_fixed_amounts_and_nothing_that_is_counted():
    plan = terms(
        charge("fixed", PerPeriod(), FixedPrice(Decimal(31))),
        charge("meter", PerPeriod(), FixedPrice(Decimal(31)), prorated=False),
        charge("standing", Days(), PerUnitPrice(Decimal(1))),
        charge("energy", Total(METRIC), PER_KWH),
    )
    lines = rate(request(plan, TEN_DAYS, series(TEN_DAYS, 1440, 10), full_period=JANUARY))
    assert amounts(lines) == money("10.00", "31.00", "10.00", "30.00")
    assert lines[0].trace["f"] == [10, 31]
    assert [("f" in line.trace) for line in lines[1:]] == [False] * 3


def test_owes_the_flat_fee_of_a_tier_whole_in_a_period_cut_short():
    price = GraduatedPrice(tiers((None, "1", "31")))
    plan = terms(charge("energy", Total(METRIC), price))
    lines = rate(request(plan, TEN_DAYS, series(TEN_DAYS, 1440, 1), full_period=JANUARY))
    assert amounts(lines) == money("10.00", "31.00")


@pytest.mark.parametrize(
    ("bounds", "top", "in_first_tier"),
    [(TierBounds.FULL, "100", "100"), (TierBounds.PRORATED, "100", "50"), (TierBounds.PER_DAY, "5", "80")],
)
def test_moves_tier_bounds_as_the_charge_says(bounds, top, in_first_tier):
    # 160 kWh in 16 of 32 days.
    half = local_days("UTC", date(2026, 1, 1), date(2026, 1, 17))
    whole = local_days("UTC", date(2026, 1, 1), date(2026, 2, 2))
    price = GraduatedPrice(tiers((top, "1"), (None, "2")))
    plan = terms(charge("energy", Total(METRIC), price, tier_bounds=bounds))
    lines = rate(request(plan, half, series(half, 1440, 10), full_period=whole))
    first = Decimal(in_first_tier)
    assert [line.quantity for line in lines] == [first, 160 - first]
    assert [replay(line.trace).quantity for line in lines] == [first, 160 - first]


def test_bills_negative_usage_as_nothing_and_shows_it():
    lines = rate(request(terms(charge("energy", Total(METRIC), PER_KWH)), JANUARY, january(-5)))
    assert amounts(lines) == money("0.00")
    assert (lines[0].quantity, lines[0].trace["q"]) == (0, "-5")


def test_keeps_the_line_of_a_charge_of_which_nothing_was_used():
    for price in (PER_KWH, BLOCKS, PackagePrice(Decimal(100), Decimal(7))):
        (line,) = rate(request(terms(charge("energy", Total(METRIC), price)), JANUARY, january(0)))
        assert (line.quantity, line.amount) == (0, Decimal("0.00"))


@pytest.mark.parametrize(
    ("unit", "expected"),
    [(RoundingUnit.LINE, ["0.01", "0.01", "0.01"]), (RoundingUnit.CHARGE, ["0.01", "0.01", "0.00"])],
)
def test_rounds_each_line_or_the_charge_as_a_whole(unit, expected):
    # Three tiers of half a cent each.
    price = GraduatedPrice(tiers(("1", "0.005"), ("2", "0.005"), (None, "0.005")))
    plan = terms(charge("energy", Total(METRIC), price), rounding_unit=unit)
    lines = rate(request(plan, JANUARY, january(3)))
    assert amounts(lines) == money(*expected)
    assert [replay(line.trace).amount for line in lines] == amounts(lines)


@pytest.mark.parametrize(
    ("currency", "mode", "expected"),
    [
        ("EUR", "half_up", "0.99"),
        ("EUR", "down", "0.98"),
        ("JPY", "half_up", "1"),
        ("KWD", "half_up", "0.988"),
    ],
)
def test_rounds_to_the_minor_unit_in_the_mode_of_the_plan(currency, mode, expected):
    price = PerUnitPrice(Decimal("0.0988"))
    plan = terms(charge("energy", Total(METRIC), price), currency=currency, rounding_mode=mode)
    assert amounts(rate(request(plan, JANUARY, january(10)))) == money(expected)


def test_discounts_before_it_tops_up_to_the_minimum():
    plan = terms(
        charge("energy", Total(METRIC), PER_KWH, tax_code="vat"),
        discounts=(PercentDiscount("loyalty", "Loyalty", Decimal(10)),),
        minimums=(MinimumBill("minimum", "Minimum", Decimal(30), tax_code="vat"),),
    )
    lines = rate(request(plan, JANUARY, january(100)))
    assert [(line.kind, line.amount, line.tax_code) for line in lines] == [
        (LineKind.CHARGE, Decimal("30.00"), "vat"),
        (LineKind.DISCOUNT, Decimal("-3.00"), "vat"),
        (LineKind.MINIMUM, Decimal("3.00"), "vat"),
    ]


def test_rates_every_account_of_a_batch_as_if_it_were_alone():
    plan = terms(
        charge("energy", Total(METRIC), BLOCKS),
        charge("tou", BucketTotal(METRIC, "night"), {"night": PER_KWH, "day": PER_KWH}),
        charge("demand", PeakDemand(METRIC, 60, "night"), {"day": PER_KWH}),
        calendars={"night": NIGHT},
        minimums=(MinimumBill("minimum", "Minimum", Decimal(30)),),
    )
    rows = [january(0), january(80), january(252), series(JANUARY, 60, range(744))]
    rows[1].qualities[:4] = ReadingQuality.ESTIMATED
    assert list(rate_batch(batch(plan, JANUARY, rows))) == [rate(request(plan, JANUARY, row)) for row in rows]


def test_rates_a_batch_of_nobody_to_nothing():
    plan = terms(charge("fixed", PerPeriod(), FixedPrice(Decimal(1))))
    assert rate_batch(RatingBatch(plan, "UTC", JANUARY, JANUARY, 0)) == ()


def test_counts_a_missing_interval_as_nothing_and_says_so():
    usage = january(10)
    usage.qualities[5:9] = ReadingQuality.MISSING
    (line,) = rate(request(terms(charge("energy", Total(METRIC), PER_KWH)), JANUARY, usage))
    assert (line.amount, line.trace["n"], line.trace["e"]) == (Decimal("3.00"), 744, 4)


def test_refuses_usage_that_the_plan_cannot_price():
    plan = terms(charge("energy", Total(METRIC), PER_KWH))
    with pytest.raises(UnableToRate, match="no channel measures it"):
        rate(request(plan, JANUARY))
    with pytest.raises(UnableToRate, match="does not fill"):
        rate(request(plan, JANUARY, series(TEN_DAYS, 60, 1)))


def test_refuses_a_period_with_an_hour_in_no_bucket():
    gap = TouCalendar("night", ("night",), (TouWindow("night", to_minute=360),))
    plan = terms(charge("tou", BucketTotal(METRIC, "night"), {"night": PER_KWH}), calendars={"night": gap})
    with pytest.raises(HourWithoutBucket):
        rate(request(plan, JANUARY, january(1)))


def test_stays_exact_at_the_largest_sums():
    usage = series(JANUARY, 1440, [2**62, 2**62 - 1, *[0] * 29], decimals=4)
    assert usage.quantities.dtype == np.int64
    plan = terms(charge("energy", Total(METRIC), PerUnitPrice(Decimal("0.000000000001"))))
    (line,) = rate(request(plan, JANUARY, usage))
    assert line.quantity == Decimal("922337203685477.5807")
    assert (line.exact_amount, line.amount) == (Decimal("922.3372036854775807"), Decimal("922.34"))
