"""Why a bill differs from an earlier one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invoicing.drafting.bill_change import Bill, BillChange, ChangeParts, bill_change
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.priced_usage import PricedUsage
from metering.usage.reading_quality import ReadingQuality
from pricing.rating.plan_terms import (
    BucketTotal,
    Days,
    FixedPrice,
    GraduatedPrice,
    MinimumBill,
    PeakDemand,
    PercentDiscount,
    PerPeriod,
    PerUnitPrice,
    Total,
)
from pricing.rating.tou_calendar import TouCalendar, TouWindow
from tests.unit.invoicing.drafting.builders import BERLIN, matrix
from tests.unit.pricing.rating.builders import METRIC, charge, terms, tiers

JANUARY = DaySpan(date(2026, 1, 1), date(2026, 2, 1))
FEBRUARY = DaySpan(date(2026, 2, 1), date(2026, 3, 1))
DAY_PRICE = charge("standing", Days(), PerUnitPrice(Decimal("0.50")))
AT_30 = terms(DAY_PRICE, charge("energy", Total(METRIC), PerUnitPrice(Decimal("0.30"))))
AT_40 = terms(DAY_PRICE, charge("energy", Total(METRIC), PerUnitPrice(Decimal("0.40"))))
HOUSE = (1, 1)


def place(span, hourly, plan=AT_30, run=None, estimated=()):
    readings = matrix(hourly, span=span)
    if len(estimated):
        qualities = np.full(readings.quantities.shape, ReadingQuality.ACTUAL, dtype=np.uint8)
        qualities[0, list(estimated)] = ReadingQuality.ESTIMATED
        readings = replace(readings, qualities=qualities)
    return PricedUsage(plan, BERLIN, span, run or span, {METRIC: readings})


def bill(*priced, tax="0.00", others="0.00"):
    places = {(number, 1): one for number, one in enumerate(priced, start=1)}
    net = sum((one.net() for one in priced), Decimal(others))
    return Bill(net, Decimal(tax), places)


def test_a_bill_that_is_the_same_has_not_changed():
    assert bill_change(bill(place(JANUARY, 1)), bill(place(JANUARY, 1))) == BillChange()


def test_three_days_fewer_at_the_same_use_are_days_only():
    # 31 days of 24 kWh against 28: 3 x (0.50 + 24 x 0.30)
    change = bill_change(bill(place(JANUARY, 1)), bill(place(FEBRUARY, 1)))
    assert change.parts == ChangeParts(days=Decimal("-23.10"))


def test_days_more_are_days_like_the_average_one():
    change = bill_change(
        bill(place(FEBRUARY, 1)), bill(place(DaySpan(date(2026, 3, 1), date(2026, 3, 29)), 1))
    )
    assert change.parts == ChangeParts()
    longer = bill_change(
        bill(place(FEBRUARY, 1)), bill(place(DaySpan(date(2026, 3, 1), date(2026, 3, 29)), 1))
    )
    assert longer.total == 0
    change = bill_change(
        bill(place(FEBRUARY, 1)), bill(place(DaySpan(date(2026, 4, 1), date(2026, 5, 1)), 1))
    )
    assert change.parts == ChangeParts(days=Decimal("15.40"))  # 2 x (0.50 + 7.20)


def test_twice_the_use_in_as_many_days_is_usage_only():
    march = DaySpan(date(2026, 5, 1), date(2026, 6, 1))
    change = bill_change(bill(place(JANUARY, 1)), bill(place(march, 2)))
    assert change.parts == ChangeParts(usage=Decimal("223.20"))  # 744 kWh more at 0.30


def test_a_price_change_counts_for_what_was_used_before():
    may = DaySpan(date(2026, 5, 1), date(2026, 6, 1))
    change = bill_change(bill(place(JANUARY, 1)), bill(place(may, 2, AT_40)))
    assert change.parts == ChangeParts(price=Decimal("74.40"), usage=Decimal("297.60"))  # 744 kWh x 0.10


def test_what_was_estimated_is_told_apart_from_what_was_measured():
    # The first day was estimated at 5 kWh an hour; every measured hour is 1 kWh in both months.
    may = DaySpan(date(2026, 5, 1), date(2026, 6, 1))
    hours = [5] * 24 + [1] * (744 - 24)
    change = bill_change(bill(place(JANUARY, 1)), bill(place(may, hours, estimated=range(24))))
    assert change.parts == ChangeParts(estimates=Decimal("28.80"))  # 24 x 4 x 0.30
    back = bill_change(bill(place(may, hours, estimated=range(24))), bill(place(JANUARY, 1)))
    assert back.parts == ChangeParts(estimates=Decimal("-28.80"))


def test_a_month_that_was_estimated_as_a_whole_is_no_change_of_usage():
    may = DaySpan(date(2026, 5, 1), date(2026, 6, 1))
    change = bill_change(bill(place(JANUARY, 3, estimated=range(744))), bill(place(may, 1)))
    assert change.parts == ChangeParts(estimates=Decimal("-446.40"))


def test_a_place_that_only_one_bill_is_for_is_something_else():
    change = bill_change(bill(place(JANUARY, 1)), bill(place(JANUARY, 1), place(JANUARY, 2)))
    assert change.parts == ChangeParts(other=Decimal("461.90"))  # 31 x 0.50 + 1488 x 0.30


def test_amounts_that_no_usage_explains_are_something_else():
    change = bill_change(bill(place(JANUARY, 1)), bill(place(JANUARY, 1), others="12.34", tax="1.00"))
    assert change.parts == ChangeParts(other=Decimal("12.34"), tax=Decimal("1.00"))


def test_a_place_that_cannot_be_rated_by_the_old_plan_is_something_else():
    water = terms(charge("water", Total("WATER"), PerUnitPrice(Decimal(1))), metrics={})
    old = Bill(Decimal("10.00"), Decimal(0), {HOUSE: place(JANUARY, 1, water)})
    change = bill_change(old, bill(place(JANUARY, 1)))
    assert change.parts == ChangeParts(other=Decimal("228.70"))


def test_a_first_bill_of_a_part_of_the_period_differs_by_days():
    fee = terms(charge("fee", PerPeriod(), FixedPrice(Decimal(31))))
    part = DaySpan(date(2026, 1, 22), date(2026, 2, 1))
    first = Bill(Decimal("10.00"), Decimal(0), {HOUSE: PricedUsage(fee, BERLIN, part, JANUARY, {})})
    whole = Bill(Decimal("31.00"), Decimal(0), {HOUSE: PricedUsage(fee, BERLIN, FEBRUARY, FEBRUARY, {})})
    assert bill_change(first, whole).parts == ChangeParts(days=Decimal("21.00"))


NIGHT_AND_DAY = TouCalendar(
    "tou",
    ("night", "day"),
    (TouWindow("night", from_minute=0, to_minute=360), TouWindow("day")),
)


@st.composite
def plans(draw):
    price = st.integers(0, 9999).map(lambda n: Decimal(n).scaleb(-4))
    return terms(
        charge("standing", Days(), PerUnitPrice(draw(price))),
        charge("fee", PerPeriod(), FixedPrice(draw(price) * 100)),
        charge(
            "energy",
            BucketTotal(METRIC, "tou"),
            {
                "night": PerUnitPrice(draw(price)),
                "day": GraduatedPrice(tiers(("200", str(draw(price))), (None, str(draw(price))))),
            },
        ),
        charge("demand", PeakDemand(METRIC, 60), PerUnitPrice(draw(price))),
        calendars={"tou": NIGHT_AND_DAY},
        discounts=(PercentDiscount("off", "Off", Decimal(draw(st.integers(0, 30)))),),
        minimums=(MinimumBill("least", "Least", draw(price) * 300),),
    )


@st.composite
def billed_places(draw, plan):
    first = date(2026, draw(st.integers(1, 6)), draw(st.integers(1, 20)))
    days = draw(st.integers(1, 33))
    span = DaySpan(first, date.fromordinal(first.toordinal() + days))
    run = DaySpan(first, date.fromordinal(first.toordinal() + draw(st.integers(days, 33))))
    seed = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = matrix(0, span=span).grid.count
    hours = seed.integers(0, 6, count)
    share = draw(st.sampled_from([0.0, 0.1, 1.0]))
    return place(span, hours, plan, run, np.flatnonzero(seed.random(count) < share))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_the_parts_are_always_the_whole_difference(data):
    plan = data.draw(plans())
    other_plan = data.draw(st.one_of(st.just(plan), plans()))
    before = bill(data.draw(billed_places(plan)), tax="3.21", others="7.77")
    after = bill(data.draw(billed_places(other_plan)), tax="4.56")
    change = bill_change(before, after)
    assert change.total == after.net + after.tax - before.net - before.tax
    assert change.parts.other == Decimal("-7.77")
    if plan == other_plan:
        assert change.parts.price == 0
    old, new = before.places[HOUSE], after.places[HOUSE]
    if (old.span.day_count, old.run.day_count) == (new.span.day_count, new.run.day_count):
        assert change.parts.days == 0
    if not any((one.usage[METRIC].qualities is not None) for one in (old, new)):
        assert change.parts.estimates == 0


@pytest.mark.parametrize("hourly", [0, 3])
def test_nothing_estimated_means_no_part_of_estimates(hourly):
    change = bill_change(bill(place(JANUARY, hourly)), bill(place(FEBRUARY, 5, AT_40)))
    assert change.parts.estimates == 0
