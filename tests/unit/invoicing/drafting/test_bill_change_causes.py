"""Season, times, demand and export: causes that money alone would take for usage."""

from datetime import date
from decimal import Decimal

import numpy as np

from invoicing.drafting.bill_change import Bill, ChangeParts, bill_change
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.priced_usage import PricedUsage
from invoicing.drafting.quantity_directions import Direction
from pricing.rating.plan_terms import (
    BucketTotal,
    FixedPrice,
    MetricTerms,
    PeakDemand,
    PerPeriod,
    PerUnitPrice,
    Total,
)
from pricing.rating.tou_calendar import SeasonSpan, TouCalendar, TouWindow
from tests.unit.invoicing.drafting.builders import BERLIN, matrix
from tests.unit.pricing.rating.builders import METRIC, charge, terms

SEPTEMBER = DaySpan(date(2026, 9, 1), date(2026, 10, 1))
OCTOBER = DaySpan(date(2026, 10, 1), date(2026, 11, 1))
MAY = DaySpan(date(2026, 5, 1), date(2026, 6, 1))
JUNE = DaySpan(date(2026, 6, 1), date(2026, 7, 1))
JULY = DaySpan(date(2026, 7, 1), date(2026, 8, 1))
AUGUST = DaySpan(date(2026, 8, 1), date(2026, 9, 1))
SUMMER = (SeasonSpan((6, 1), (9, 30)),)
CALENDAR = TouCalendar(
    "tou",
    ("summer_evening", "summer", "winter"),
    (
        TouWindow("summer_evening", SUMMER, from_minute=960, to_minute=1260),
        TouWindow("summer", SUMMER),
        TouWindow("winter"),
    ),
)


def per_unit(**prices):
    return {bucket: PerUnitPrice(Decimal(price)) for bucket, price in prices.items()}


BUSINESS = terms(
    charge("customer", PerPeriod(), FixedPrice(Decimal(400))),
    charge(
        "energy", BucketTotal(METRIC, "tou"), per_unit(summer_evening="0.50", summer="0.25", winter="0.10")
    ),
    charge("demand", PeakDemand(METRIC, 60, "tou"), per_unit(summer_evening="20", summer="10", winter="5")),
    calendars={"tou": CALENDAR},
)
FED_IN = "ELECTRICITY_EXPORT"
SOLAR = terms(
    charge("energy", Total(METRIC), PerUnitPrice(Decimal("0.30"))),
    charge("solar", Total(FED_IN), PerUnitPrice(Decimal("-0.10"))),
    metrics={METRIC: MetricTerms("kWh"), FED_IN: MetricTerms("kWh")},
)


def bill(span, hourly, plan=BUSINESS, **more):
    usage = {METRIC: matrix(hourly, span=span)} | {
        metric: matrix(of_metric, span=span) for metric, of_metric in more.items()
    }
    place = PricedUsage(plan, BERLIN, span, span, usage)
    return Bill(place.net(), Decimal(0), {(1, 1): place})


def by_hour(span, at_night, by_day):
    """So much in each hour before 12:00, and so much after; the clock does not change in the span."""
    return np.tile(np.repeat([at_night, by_day], 12), span.day_count)


def test_a_summer_that_ends_is_season_and_a_day_more_is_a_day():
    # 30 days of 24 x 10 kWh, 5 hours of them in the evening; October has 31 days and an hour more.
    change = bill_change(bill(SEPTEMBER, 10), bill(OCTOBER, 10))
    assert change.parts == ChangeParts(
        days=Decimal("72.50"),  # 50 kWh at 0.50 and 190 at 0.25: neither a fee nor a demand
        # 7440 kWh at 0.10 instead of 1550 at 0.50 and 5890 at 0.25; 10 kW at 5 instead of 10 and 20
        season=Decimal("-1503.50") - Decimal(250),
        usage=Decimal("1.00"),  # the hour that the clock goes back
    )
    assert change.used == Direction.MORE
    assert change.total == bill(OCTOBER, 10).net - bill(SEPTEMBER, 10).net


def test_a_summer_that_begins_is_the_mirror_of_one_that_ends():
    change = bill_change(bill(MAY, 10), bill(JUNE, 11))
    assert change.parts == ChangeParts(
        days=Decimal("-24.00"),
        season=Decimal("1455.00") + Decimal(250),
        usage=Decimal("217.50"),  # 720 kWh more, 150 of them in the evening
        demand=Decimal("30.00"),
    )
    assert (change.used, change.peaked) == (Direction.MORE, Direction.MORE)


def test_no_season_is_told_within_one():
    assert bill_change(bill(JULY, 10), bill(AUGUST, 12)).parts.season == 0


def test_the_same_use_at_dearer_hours_is_when_and_not_how_much():
    plan = terms(
        charge("energy", BucketTotal(METRIC, "tou"), per_unit(night="0.10", day="0.40")),
        calendars={
            "tou": TouCalendar("tou", ("night", "day"), (TouWindow("night", to_minute=720), TouWindow("day")))
        },
    )
    before, after = (by_hour(span, *use) for span, use in ((JULY, (3, 1)), (AUGUST, (1, 3))))
    change = bill_change(bill(JULY, before, plan), bill(AUGUST, after, plan))
    assert change.parts == ChangeParts(timing=Decimal("223.20"))  # 31 x 24 kWh at 0.30 more
    assert change.used == Direction.NONE


def test_a_higher_peak_with_the_same_use_is_demand():
    plan = terms(
        charge("energy", Total(METRIC), PerUnitPrice(Decimal("0.10"))),
        charge("demand", PeakDemand(METRIC, 60), PerUnitPrice(Decimal(7))),
    )
    change = bill_change(bill(JULY, by_hour(JULY, 2, 2), plan), bill(AUGUST, by_hour(AUGUST, 1, 3), plan))
    assert change.parts == ChangeParts(demand=Decimal("7.00"))
    assert (change.used, change.peaked) == (Direction.NONE, Direction.MORE)


def test_more_export_is_its_own_credit():
    change = bill_change(bill(JULY, 1, SOLAR, **{FED_IN: 2}), bill(AUGUST, 1, SOLAR, **{FED_IN: 3}))
    assert change.parts == ChangeParts(export=Decimal("-74.40"))
    assert (change.used, change.exported) == (Direction.NONE, Direction.MORE)


def test_a_longer_period_with_a_smaller_average_day_used_more():
    # 28 days of 240 kWh, then 31 of 235: more altogether, less on the average day.
    february, march = DaySpan(date(2026, 2, 1), date(2026, 3, 1)), JULY
    hours = np.full(31 * 24, 10)
    hours[:155] = 9
    plan = terms(charge("energy", Total(METRIC), PerUnitPrice(Decimal("0.30"))))
    change = bill_change(bill(february, 10, plan), bill(march, hours, plan))
    assert change.parts.usage == Decimal("-46.50")
    assert change.used == Direction.LESS_A_DAY


def test_use_after_none_has_only_its_own_times():
    change = bill_change(bill(JULY, 0), bill(AUGUST, 10))
    assert (change.parts.timing, change.used) == (Decimal(0), Direction.MORE)
    back = bill_change(bill(AUGUST, 10), bill(JULY, 0))
    assert (back.parts.timing, back.used) == (Decimal(0), Direction.LESS)
    assert change.parts.usage == -back.parts.usage == Decimal("2247.50")


def test_two_places_that_went_different_ways_have_no_direction():
    before, after = bill(JULY, 5), bill(AUGUST, 9)
    other_before, other_after = bill(JULY, 9), bill(AUGUST, 4)
    both = [
        Bill(one.net + two.net, Decimal(0), {(1, 1): one.places[1, 1], (2, 1): two.places[1, 1]})
        for one, two in ((before, other_before), (after, other_after))
    ]
    assert bill_change(*both).used == Direction.MIXED
