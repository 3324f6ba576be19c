"""Time of use, peaks and proration in every zone and on every day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from metering.usage.interval_grid import IntervalGrid
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from pricing.rating import rate
from pricing.rating.plan_terms import (
    BucketTotal,
    PeakDemand,
    PerUnitPrice,
)
from pricing.rating.proration import calendar_day_fraction, duration_fraction, prorate
from tests.unit.pricing.rating import reference
from tests.unit.pricing.rating.builders import METRIC, charge, local_days, request, series, terms
from tests.unit.pricing.rating.properties.strategies import DAYS, FEWER, ZONES, decimals, season_calendar

HOLIDAYS = frozenset({date(2026, 1, 1), date(2026, 7, 3), date(2025, 12, 31), date(2026, 3, 9)})


@FEWER
@given(
    ZONES,
    DAYS,
    st.integers(1, 3),
    st.sampled_from([15, 30, 60]),
    st.tuples(st.integers(0, 23), st.integers(1, 24)),
)
def test_buckets_hold_every_interval_once_in_every_zone_and_on_every_day(zone_name, first, days, step, hours):
    start, _ = reference.local_day(zone_name, first)
    _, end = reference.local_day(zone_name, first + timedelta(days=days - 1))
    starts = reference.utc_starts(start, end, step)
    if starts[-1] + timedelta(minutes=step) != end:
        step = 15  # Lord Howe's day of 23.5 hours has no whole hours
        starts = reference.utc_starts(start, end, step)
    used = [number % 97 for number in range(len(starts))]
    calendar = season_calendar(hours, HOLIDAYS)
    prices = dict.fromkeys(calendar.buckets, PerUnitPrice(Decimal(1)))
    plan = terms(charge("tou", BucketTotal(METRIC, "s"), prices), calendars={"s": calendar})
    period = local_days(zone_name, first, first + timedelta(days=days))
    lines = rate(request(plan, period, series(period, step, used), zone_name=zone_name))
    ours = {line.bucket: int(line.quantity) for line in lines}
    theirs = reference.bucket_sums(starts, used, zone_name, hours, ((4, 1), (10, 15)), HOLIDAYS)
    assert (period.start, period.end) == (start, end)
    assert sum(ours.values()) == sum(used)
    assert ours == {bucket: total for bucket, total in theirs.items() if total or bucket in ours}


@FEWER
@given(ZONES, DAYS, st.sampled_from([15, 30, 60, 120]))
def test_peaks_are_the_largest_windows_of_the_day(zone_name, first, window):
    start, end = reference.local_day(zone_name, first)
    used = [number * 7919 % 101 for number in range(len(reference.utc_starts(start, end, 15)))]
    per_window = window // 15
    if len(used) % per_window:
        window, per_window = 15, 1  # a day of 23 hours has no two-hour windows
    used_windows = [sum(used[n : n + per_window]) for n in range(0, len(used), per_window)]
    period = Period(start, end)
    plan = terms(charge("demand", PeakDemand(METRIC, window), PerUnitPrice(Decimal(1))))
    (line,) = rate(request(plan, period, series(period, 15, used), zone_name=zone_name))
    assert Fraction(line.trace["q"]) == Fraction(max(used_windows) * 60, window)


@FEWER
@given(decimals(0, 10**6, 4), DAYS, st.lists(st.integers(1, 89), unique=True, max_size=5), ZONES)
def test_parts_of_a_period_add_up_to_the_whole(amount, first, cuts, zone_name):
    calendar = LocalCalendar(zone_name)
    whole = calendar.span(first, first + timedelta(days=90))
    parts = whole.split(*(calendar.day_start(first + timedelta(days=cut)) for cut in cuts))
    for fractions in (
        [calendar_day_fraction(part, whole, calendar) for part in parts],
        [duration_fraction(part, whole) for part in parts],
    ):
        assert sum(fractions) == 1
        total = sum((prorate(amount, fraction) for fraction in fractions), Decimal(0))
        assert abs(total - amount) < Decimal("1e-20")


@FEWER
@given(st.integers(1, 10**6), st.integers(1, 400), ZONES)
def test_grid_and_reference_agree_on_the_start_of_every_interval(minute, count, zone_name):
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * (minute % 35040))
    grid = IntervalGrid(start, 15, count)
    starts = reference.utc_starts(grid.start, grid.end, 15)
    stamps = grid.local_stamps(LocalCalendar(zone_name).zone)
    local = [instant.astimezone(LocalCalendar(zone_name).zone) for instant in starts]
    assert stamps.minute.tolist() == [each.hour * 60 + each.minute for each in local]
    assert stamps.weekday.tolist() == [each.weekday() for each in local]
