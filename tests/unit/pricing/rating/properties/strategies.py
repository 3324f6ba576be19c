"""Usage, prices and plans for property tests, the same on every run."""

from datetime import date
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st

from pricing.rating.holiday_calendar import HolidayRule
from pricing.rating.plan_terms import (
    BucketTotal,
    Charge,
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
    Tier,
    TierBounds,
    Total,
    VolumePrice,
)
from pricing.rating.tou_calendar import SeasonSpan, TouCalendar, TouWindow
from tests.unit.pricing.rating.builders import METRIC, local_days, series, terms

ALWAYS_THE_SAME = settings(derandomize=True, database=None, deadline=None, max_examples=400)
FEWER = settings(ALWAYS_THE_SAME, max_examples=150)

ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/St_Johns",
        "America/Sao_Paulo",
        "Africa/Cairo",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Apia",
    ]
)
# Days of clock changes in those zones, and days around them and around New Year.
DAYS = st.sampled_from(
    [
        "2026-03-08",
        "2026-11-01",
        "2026-03-29",
        "2026-10-25",
        "2026-04-05",
        "2026-10-04",
        "2018-11-04",
        "2018-02-17",
        "2024-04-26",
        "2024-10-31",
        "2024-02-28",
        "2025-12-30",
        "2026-07-02",
    ]
).map(date.fromisoformat)


def decimals(low, high, places):
    """Decimals with up to so many places, of any size between the bounds."""
    return st.decimals(low, high, places=places, allow_nan=False, allow_infinity=False)


QUANTITIES = st.one_of(
    st.integers(-5, 400).map(Decimal), decimals(0, 400, 3), decimals(0, 10**15, 7), decimals(-(10**6), 0, 2)
)
PRICES = st.one_of(decimals(0, 100, 2), decimals(0, 1, 12), decimals(-1, 0, 4))


@st.composite
def tier_rows(draw, with_flats=True):
    """One to five tiers, the last of them open; tops are often hit exactly by small whole quantities."""
    tops = draw(
        st.lists(st.integers(1, 400).map(Decimal) | decimals("0.001", 10**9, 3), max_size=4, unique=True)
    )
    flats = st.just(Decimal(0)) | decimals(0, 50, 2) if with_flats else st.just(Decimal(0))
    return tuple(Tier(top, draw(PRICES), draw(flats)) for top in [*sorted(tops), None])


MODES = st.sampled_from(["half_up", "half_even", "up", "down", "ceiling", "floor"])


PRICE_SHAPES = st.one_of(
    st.builds(FixedPrice, decimals(0, 100, 2)),
    st.builds(PerUnitPrice, PRICES),
    st.builds(GraduatedPrice, tier_rows(), st.booleans()),
    st.builds(VolumePrice, tier_rows(), st.booleans()),
    st.builds(PackagePrice, decimals("0.1", 500, 1), decimals(0, 20, 2), decimals(0, 300, 1), st.booleans()),
)


def season_calendar(peak_hours, holidays):
    weekdays, summer = frozenset(range(5)), (SeasonSpan((4, 1), (10, 15)),)
    minutes = peak_hours[0] * 60, peak_hours[1] * 60
    windows = (
        TouWindow("summer_peak", summer, weekdays, *minutes),
        TouWindow("winter_peak", (SeasonSpan((10, 16), (3, 31)),), weekdays, *minutes),
        TouWindow("off"),
    )
    return TouCalendar(
        "s", ("summer_peak", "winter_peak", "off"), windows, HolidayRule(listed=tuple(holidays))
    )


PERIOD = local_days("Europe/Berlin", date(2026, 10, 20), date(2026, 10, 30))
FULL_PERIOD = local_days("Europe/Berlin", date(2026, 10, 1), date(2026, 11, 1))
CALENDAR = season_calendar((7, 19), frozenset())
DETERMINANTS = st.sampled_from(
    [
        PerPeriod(),
        Days(),
        Total(METRIC),
        BucketTotal(METRIC, "s"),
        PeakDemand(METRIC, 60),
        PeakDemand(METRIC, 60, "s"),
    ]
)


@st.composite
def charges(draw, number):
    determinant = draw(DETERMINANTS)
    keys = CALENDAR.buckets if getattr(determinant, "calendar", None) else [None]
    return Charge(
        f"c{number}",
        f"Charge {number}",
        determinant,
        {key: draw(PRICE_SHAPES) for key in keys},
        tax_code=draw(st.sampled_from(["vat", None])),
        prorated=draw(st.booleans()),
        tier_bounds=draw(st.sampled_from(TierBounds)),
    )


@st.composite
def plans(draw):
    """One to four charges, perhaps a discount and a minimum, rounded in some way."""
    return terms(
        *(draw(charges(number)) for number in range(draw(st.integers(1, 4)))),
        calendars={"s": CALENDAR},
        currency=draw(st.sampled_from(["EUR", "JPY", "KWD"])),
        discounts=(PercentDiscount("d", "D", draw(decimals(0, 100, 3))),) if draw(st.booleans()) else (),
        minimums=(MinimumBill("m", "M", draw(decimals(0, 500, 4))),) if draw(st.booleans()) else (),
        rounding_unit=draw(st.sampled_from(RoundingUnit)),
        rounding_mode=draw(MODES),
    )


USAGE = st.lists(st.integers(-50, 5000), min_size=1, max_size=40).map(
    # Ten days of which one has 25 hours, the drawn loads over and over.
    lambda loads: series(PERIOD, 60, [loads[n % len(loads)] for n in range(241)], decimals=2)
)
