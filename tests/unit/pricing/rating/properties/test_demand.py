"""Demand in every zone and on every day, against a slow second implementation."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metering.usage.interval_grid import IntervalGrid
from metering.usage.periods import Period
from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import RatingBatch, UnableToRate, rate_accounts
from pricing.rating.carried import Carried
from pricing.rating.determinants import measure
from pricing.rating.plan_terms import (
    ApparentDemand,
    BilledDemand,
    CoincidentPeak,
    DailyPeaks,
    ExcessDemand,
    ExcessReactive,
    MetricTerms,
    PeakDemand,
    Percentile,
    PerUnitPrice,
    Ratchet,
)
from tests.unit.pricing.rating import reference, reference_demand
from tests.unit.pricing.rating.builders import METRIC, charge, local_days, request, series, terms
from tests.unit.pricing.rating.properties.strategies import DAYS, FEWER, ZONES

REACTIVE = "REACTIVE"
PLAN = terms(metrics={METRIC: MetricTerms("kWh"), REACTIVE: MetricTerms("kvarh")})
STEP = 15
WINDOWS = st.sampled_from([15, 30, 60, 45, 90])
LOADS = st.lists(st.integers(-20, 300), min_size=1, max_size=40)


def usage_of(zone_name, first, days, loads):
    """The local days in quarter-hours, with the drawn loads over and over; and the same as (start, usage)."""
    period = local_days(zone_name, first, first + timedelta(days=days))
    starts = reference.utc_starts(period.start, period.end, STEP)
    values = [loads[number % len(loads)] for number in range(len(starts))]
    return period, series(period, STEP, values), list(zip(starts, values, strict=True))


def measured(determinant, zone_name, period, usage, reactive=None, peaks=()):
    both = {METRIC: usage} if reactive is None else {METRIC: usage, REACTIVE: reactive}
    asked = replace(
        request(PLAN, period, zone_name=zone_name), usage=both, system_peaks={"system": list(peaks)}
    )
    (one,) = measure(determinant, asked.as_batch())
    return one


def the_peak(determinant, zone_name, period, usage):
    """Quantity and trace keys, or None where the windows do not fill the days."""
    try:
        one = measured(determinant, zone_name, period, usage)
    except UnableToRate:
        assert not determinant.sliding
        assert usage.grid.count % (determinant.window_minutes // STEP)
        return None
    return Fraction(one.quantities[0]), one.facts, one.account_facts[0]


def near(ours, theirs):
    """Equal, but for a division by 3 that has no end."""
    return abs(ours - theirs) < Fraction(1, 10**40)


@FEWER
@given(ZONES, DAYS, st.integers(1, 3), WINDOWS, st.booleans(), LOADS)
def test_peaks_are_those_of_the_slow_way(zone_name, first, days, window, sliding, loads):
    period, usage, intervals = usage_of(zone_name, first, days, loads)
    ours = the_peak(PeakDemand(METRIC, window, sliding=sliding), zone_name, period, usage)
    if ours is not None:
        at, demand = reference_demand.peak(reference_demand.windows(intervals, STEP, window, sliding))
        assert near(ours[0], demand)
        assert ours[2] == {"n": len(intervals), "at": f"{at:%Y-%m-%dT%H:%MZ}"}


@FEWER
@given(ZONES, DAYS, st.integers(1, 3), WINDOWS, LOADS)
def test_a_sliding_peak_is_never_below_that_of_the_blocks(zone_name, first, days, window, loads):
    period, usage, _ = usage_of(zone_name, first, days, loads)
    blocks, sliding = (
        the_peak(PeakDemand(METRIC, window, sliding=slides), zone_name, period, usage)
        for slides in (False, True)
    )
    assert blocks is None or sliding[0] >= blocks[0]


@FEWER
@given(ZONES, DAYS, st.integers(1, 4), WINDOWS, st.booleans(), LOADS)
def test_peaks_of_days_add_up(zone_name, first, days, window, sliding, loads):
    period, usage, intervals = usage_of(zone_name, first, days, loads)
    daily = PeakDemand(METRIC, window, sliding=sliding, daily=DailyPeaks.SUM_OF_DAYS)
    ours = the_peak(daily, zone_name, period, usage)
    if ours is not None:
        windows = reference_demand.windows(intervals, STEP, window, sliding)
        count, total = reference_demand.sum_of_days(windows, zone_name)
        assert (near(ours[0], total), ours[1]["d"]) == (True, count)


@FEWER
@given(
    LOADS,
    st.lists(st.tuples(st.integers(-50, 250), st.integers(1, 90)), max_size=3),
    st.sampled_from([15, 60]),
)
def test_a_coincident_peak_is_that_of_the_slow_way(loads, spans, window):
    period, usage, intervals = usage_of("Europe/Berlin", date(2026, 10, 24), 2, loads)
    quarter = timedelta(minutes=5)
    peaks = [
        Period(period.start + quarter * at, period.start + quarter * (at + length)) for at, length in spans
    ]
    theirs = reference_demand.coincident(
        reference_demand.windows(intervals, STEP, window, sliding=False),
        window,
        [(peak.start, peak.end) for peak in peaks],
    )
    determinant = CoincidentPeak(METRIC, window, "system")
    if theirs is None:
        with pytest.raises(UnableToRate, match="no peak of the system"):
            measured(determinant, "Europe/Berlin", period, usage, peaks=peaks)
    else:
        ours = measured(determinant, "Europe/Berlin", period, usage, peaks=peaks)
        assert Fraction(ours.quantities[0]) == theirs


@FEWER
@given(LOADS, st.sampled_from(["95", "99.9", "50", "0", "100", "33.3"]), st.integers(1, 3))
def test_a_percentile_is_what_is_left_on_top(loads, percent, days):
    period, usage, intervals = usage_of("UTC", date(2026, 2, 27), days, loads)
    ours = measured(Percentile(METRIC, Decimal(percent)), "UTC", period, usage)
    theirs = reference_demand.percentile([used for _, used in intervals], Fraction(percent))
    assert Fraction(ours.quantities[0]) == theirs * 4


@FEWER
@given(LOADS, LOADS, st.sampled_from([15, 30, 60]), st.integers(0, 6))
def test_apparent_demand_is_the_rounded_root(loads, reactive_loads, window, decimals):
    period, usage, intervals = usage_of("UTC", date(2026, 2, 27), 1, loads)
    _, reactive, reactive_intervals = usage_of("UTC", date(2026, 2, 27), 1, reactive_loads)
    reactive = replace(reactive, unit="kvarh")
    determinant = ApparentDemand(METRIC, REACTIVE, window, decimals)
    ours = measured(determinant, "UTC", period, usage, reactive)
    both = (
        reference_demand.windows(each, STEP, window, sliding=False)
        for each in (intervals, reactive_intervals)
    )
    assert ours.quantities[0] == reference_demand.apparent(*both, decimals)


@FEWER
@given(
    st.lists(st.integers(0, 900), min_size=2, max_size=30),
    st.integers(0, 14),
    st.lists(st.sampled_from([0, 60, 80, 95, 110]), min_size=12, max_size=12),
    st.integers(0, 300),
    st.integers(1, 12),
)
def test_a_ratchet_carried_from_bill_to_bill_is_that_of_the_whole_history(
    peaks, look_back, percents, minimum, first_month
):
    determinant = BilledDemand(
        PeakDemand(METRIC, 60),
        ratchet=Ratchet(look_back, tuple(map(Decimal, percents))),
        minimum=Decimal(minimum),
    )
    plan = terms(charge("demand", determinant, PerUnitPrice(Decimal(1))))
    months = [(2026 + (first_month + n - 1) // 12, (first_month + n - 1) % 12 + 1) for n in range(len(peaks))]
    state, billed = Carried(), []
    for (year, month), own in zip(months, peaks, strict=True):
        day = local_days("UTC", date(year, month, 1), date(year, month, 2))
        asked = replace(request(plan, day, series(day, 60, [own] + [0] * 23)), carried=state)
        (account,) = rate_accounts(asked.as_batch())
        billed.append(Fraction(account.lines[0].quantity))
        state = Carried(account.carried)
        assert all(len(kept["peaks"]) <= look_back + 1 for kept in state.states.values())
    theirs = reference_demand.ratchets(
        list(zip(months, map(Fraction, peaks), strict=True)), look_back, percents, Fraction(minimum)
    )
    assert billed == theirs


DETERMINANTS = st.sampled_from(
    [
        PeakDemand(METRIC, 30),
        PeakDemand(METRIC, 30, sliding=True),
        PeakDemand(METRIC, 60, sliding=True, daily=DailyPeaks.SUM_OF_DAYS),
        BilledDemand(
            PeakDemand(METRIC, 15),
            ratchet=Ratchet(11, (Decimal(80),) * 12),
            reactive_metric=REACTIVE,
            target_power_factor=Decimal("0.9"),
            contract="kw",
        ),
        ExcessDemand(PeakDemand(METRIC, 15), over_contract="kw"),
        ApparentDemand(METRIC, REACTIVE, 30),
        ExcessReactive(METRIC, REACTIVE, Decimal("0.5")),
        CoincidentPeak(METRIC, 60, "system"),
        Percentile(METRIC, Decimal(95)),
    ]
)


@FEWER
@given(DETERMINANTS, st.lists(st.tuples(LOADS, st.integers(0, 900)), min_size=1, max_size=5))
def test_a_batch_counts_each_account_as_it_does_alone(determinant, accounts):
    period = local_days("Europe/Berlin", date(2026, 10, 25), date(2026, 10, 26))
    grid = IntervalGrid.filling(period, STEP)
    active = np.array([[loads[n % len(loads)] for n in range(grid.count)] for loads, _ in accounts])
    reactive = active[:, ::-1] % 97

    def counted(rows):
        matrices = {
            metric: UsageMatrix(grid, values[rows].astype(np.int64), None, unit, 1)
            for metric, values, unit in [(METRIC, active, "kWh"), (REACTIVE, reactive, "kvarh")]
        }
        states = [
            Carried({f"peaks:{METRIC}:15:REACTIVE/0.9/4": {"peaks": {"2026-09": str(kw)}}})
            for _, kw in accounts
        ]
        many = RatingBatch(
            PLAN,
            "Europe/Berlin",
            period,
            period,
            len(rows),
            matrices,
            contracted={"kw": [Decimal(accounts[row][1]) for row in rows]},
            carried=[states[row] for row in rows],
            system_peaks={"system": [Period(period.start, period.start + timedelta(hours=3))]},
        )
        (one,) = measure(determinant, many)
        kept = {key: list(states) for key, states in one.keeps.items()}
        return list(one.quantities), list(one.account_facts), kept

    together = counted(list(range(len(accounts))))
    alone = [counted([row]) for row in range(len(accounts))]
    assert together[0] == [quantities[0] for quantities, _, _ in alone]
    assert together[1] == [facts[0] for _, facts, _ in alone]
    assert together[2] == {key: [kept[key][0] for _, _, kept in alone] for key in together[2]}
