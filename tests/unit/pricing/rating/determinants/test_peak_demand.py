"""The highest average over a window."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from metering.usage.reading_quality import ReadingQuality
from pricing.rating import UnableToRate, rate
from pricing.rating.determinants.peak_demand import measure_peak_demand
from pricing.rating.plan_terms import DailyPeaks, GraduatedPrice, MetricTerms, PeakDemand
from pricing.rating.tou_calendar import TouCalendar, TouWindow
from tests.unit.pricing.rating.builders import (
    BERLIN,
    METRIC,
    batch,
    charge,
    local_days,
    request,
    series,
    terms,
    tiers,
)

DAY = local_days("UTC", date(2026, 1, 5), date(2026, 1, 6))
NIGHT = TouCalendar("night", ("night", "day"), (TouWindow("night", to_minute=360), TouWindow("day")))


def quarter_hours(**loads):
    """96 quarter-hours of 1.0 kWh, but for the named ones (`at37=…` is the 37th, from 9:15)."""
    values = np.full(96, 10)
    for name, load in loads.items():
        values[int(name.removeprefix("at"))] = load
    return series(DAY, 15, values.tolist(), decimals=1)


def measure(usage, window, plan=None, calendar=None):
    plan = plan or terms()
    return measure_peak_demand(PeakDemand(METRIC, window, calendar), request(plan, DAY, usage).as_batch())


@pytest.mark.parametrize(
    ("window", "kw", "at"),
    [(15, "12.0", "09:15"), (30, "11.0", "09:00"), (60, "8.5", "08:00")],
)
def test_averages_over_windows_of_the_clock(window, kw, at):
    # 3.0 kWh from 9:15, 2.5 before it; 8:00 to 9:00 is even at 2.1 and a bit.
    usage = quarter_hours(at36=25, at37=30, at32=21, at33=21, at34=21, at35=22)
    (peak,) = measure(usage, window)
    assert (peak.unit, peak.quantities) == ("kW", [Decimal(kw)])
    assert peak.facts == {"of": "peak_demand", "m": METRIC, "w": window}
    assert peak.account_facts == [{"n": 96, "at": f"2026-01-05T{at}Z"}]


def test_does_not_roll_its_windows():
    # Two full quarter-hours on either side of ten o'clock: no half-hour of the clock holds both.
    (peak,) = measure(quarter_hours(at39=50, at40=50), 30)
    assert peak.quantities == [Decimal("12.0")]


def test_takes_the_first_of_equal_peaks():
    (peak,) = measure(quarter_hours(at20=99, at70=99), 15)
    assert peak.account_facts[0]["at"] == "2026-01-05T05:00Z"


def test_finds_a_peak_in_each_bucket_by_where_its_window_starts():
    plan = terms(calendars={"night": NIGHT})
    night, day = measure(quarter_hours(at23=40, at24=30), 15, plan, "night")
    assert (night.bucket, night.quantities) == ("night", [Decimal("16.0")])
    assert (day.bucket, day.quantities) == ("day", [Decimal("12.0")])
    assert night.facts["b"] == "night"
    assert (night.account_facts[0]["n"], day.account_facts[0]["n"]) == (24, 72)


def test_gives_a_window_to_the_bucket_in_which_it_starts():
    half_past = TouCalendar("c", ("night", "day"), (TouWindow("night", to_minute=390), TouWindow("day")))
    # 6:00 to 7:00 starts at night, though half of it is day.
    night, day = measure(quarter_hours(at27=50), 60, terms(calendars={"c": half_past}), "c")
    assert (night.quantities, day.quantities) == ([Decimal("8.0")], [Decimal("4.0")])


def test_finds_each_accounts_own_peak():
    rows = [quarter_hours(at3=50), quarter_hours(), quarter_hours(at90=20)]
    rows[2].qualities[90] = ReadingQuality.ESTIMATED
    (peak,) = measure_peak_demand(PeakDemand(METRIC, 15), batch(terms(), DAY, rows))
    assert peak.quantities == [Decimal("20.0"), Decimal("4.0"), Decimal("8.0")]
    assert [facts["at"][11:16] for facts in peak.account_facts] == ["00:45", "00:00", "22:30"]
    assert [facts.get("e", 0) for facts in peak.account_facts] == [0, 0, 1]


@pytest.mark.parametrize(("unit", "per_hour"), [("Wh", "W"), ("kvarh", "kvar"), ("m3", "m3/h")])
def test_names_the_unit_per_hour(unit, per_hour):
    plan = terms(metrics={METRIC: MetricTerms(unit)})
    (peak,) = measure(series(DAY, 60, 2, unit=unit), 60, plan)
    assert (peak.unit, peak.quantities) == (per_hour, [2])


@pytest.mark.parametrize(
    ("step_minutes", "window"), [(60, 30), (30, 45), (60, 7 * 60)]
)  # too coarse, no multiple, a window that does not divide the day
def test_refuses_windows_that_readings_cannot_fill(step_minutes, window):
    with pytest.raises(
        UnableToRate, match=f"{step_minutes}-minute readings cannot give demand over {window} minutes"
    ):
        measure(series(DAY, step_minutes, 1), window)


def test_keeps_hours_whole_over_a_clock_change():
    day = local_days(BERLIN, date(2026, 10, 25), date(2026, 10, 26))
    usage = series(day, 15, [*[1] * 8, *[5] * 4, *[1] * 88])
    plan_request = request(terms(), day, usage, zone_name=BERLIN)
    (peak,) = measure_peak_demand(PeakDemand(METRIC, 60), plan_request.as_batch())
    assert peak.quantities == [20]
    # 2:00 summer time, the first of the two hours of that name.
    assert peak.account_facts == [{"n": 100, "at": "2026-10-25T00:00Z"}]


def test_measures_the_least_export_where_nothing_is_taken():
    (peak,) = measure(series(DAY, 60, [-5] * 23 + [-2]), 60)
    assert peak.quantities == [-2]


def test_slides_by_the_step_of_the_readings():
    # The two quarter-hours on either side of ten o'clock are one sliding half-hour.
    usage = quarter_hours(at39=50, at40=50)
    plan_request = request(terms(), DAY, usage)
    (peak,) = measure_peak_demand(PeakDemand(METRIC, 30, sliding=True), plan_request.as_batch())
    assert peak.quantities == [Decimal("20.0")]
    assert peak.facts == {"of": "peak_demand", "m": METRIC, "w": 30, "sl": 1}
    assert peak.account_facts == [{"n": 96, "at": "2026-01-05T09:45Z"}]


@pytest.mark.parametrize(
    ("first", "hours"), [(date(2026, 3, 29), 23), (date(2026, 6, 1), 24), (date(2026, 10, 25), 25)]
)
def test_adds_up_the_highest_of_each_local_day(first, hours):
    days = local_days(BERLIN, first, date(first.year, first.month, first.day + 2))
    loads = [*[1] * (hours - 1), 7, 5, *[2] * 23]  # the last hour of the first day, the first of the second
    daily = PeakDemand(METRIC, 60, daily=DailyPeaks.SUM_OF_DAYS)
    plan_request = request(terms(), days, series(days, 60, loads), zone_name=BERLIN)
    (peak,) = measure_peak_demand(daily, plan_request.as_batch())
    assert (peak.unit, peak.quantities) == ("kW-day", [12])
    assert peak.facts == {"of": "daily_peaks", "m": METRIC, "w": 60, "d": 2}
    assert peak.account_facts[0]["n"] == hours + 24


def test_adds_up_only_days_that_have_the_bucket():
    weekend = TouCalendar(
        "c", ("weekend", "week"), (TouWindow("weekend", day_types=frozenset({5, 6})), TouWindow("week"))
    )
    week = local_days("UTC", date(2026, 1, 5), date(2026, 1, 12))
    loads = [day for day in range(1, 8) for _ in range(24)]
    daily = PeakDemand(METRIC, 60, "c", daily=DailyPeaks.SUM_OF_DAYS)
    plan_request = request(terms(calendars={"c": weekend}), week, series(week, 60, loads))
    found = measure_peak_demand(daily, plan_request.as_batch())
    assert [(one.bucket, one.quantities, one.facts["d"]) for one in found] == [
        ("weekend", [13], 2),
        ("week", [15], 5),
    ]


def test_leaves_the_first_kilowatts_free_by_a_tier_of_zero():
    """First 20 kW free, the rest at 5: a tier at no price."""
    price = GraduatedPrice(tiers(("20", "0"), (None, "5")))
    plan = terms(charge("demand", PeakDemand(METRIC, 15), price))
    lines = rate(request(plan, DAY, quarter_hours(at37=80)))
    assert [(line.quantity, line.amount) for line in lines] == [(20, 0), (12, 60)]
    (line,) = rate(request(plan, DAY, quarter_hours()))
    assert (line.quantity, line.amount) == (4, 0)
