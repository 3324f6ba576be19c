"""Readings of a file as the usage of a period."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from metering.usage.periods import Period
from metering.usage.reading_quality import ReadingQuality
from metering.usage.series_assembly import ReadingRun, UnableToAssembleSeries, assemble_series
from metering.usage.units import UnitMismatch

START = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = Period(START, START + timedelta(hours=2))
ACTUAL, ESTIMATED, MISSING = ReadingQuality.ACTUAL, ReadingQuality.ESTIMATED, ReadingQuality.MISSING


def run(values, channel="E1", *, at_minute=0, step=30, unit="kWh", decimals=3, qualities=None) -> ReadingRun:
    return ReadingRun(
        channel,
        START + timedelta(minutes=at_minute),
        step,
        np.array(values, dtype=np.int64),
        None if qualities is None else np.array(qualities, dtype=np.uint8),
        unit,
        decimals,
    )


def test_fills_the_period_and_flags_what_is_missing():
    assembled = assemble_series([run([100, 200], at_minute=60)], HOURS, "kWh")
    assert assembled.series.quantities.tolist() == [0, 0, 100, 200]
    assert assembled.series.qualities.tolist() == [MISSING, MISSING, ACTUAL, ACTUAL]
    assert (assembled.missing_by_channel, assembled.intervals_by_channel) == ({"E1": 2}, {"E1": 4})
    assert assembled.series.total() == Decimal("0.300")


def test_cuts_what_lies_outside_of_the_period():
    assembled = assemble_series([run([1, 2, 3, 4, 5, 6, 7], at_minute=-60)], HOURS, "kWh")
    assert assembled.series.quantities.tolist() == [3, 4, 5, 6]
    assert assemble_series([run([1], at_minute=600)], HOURS, "kWh").missing_by_channel == {"E1": 4}


def test_adds_channels():
    assembled = assemble_series([run([1, 2, 3, 4]), run([10, 20, 30, 40], "E2")], HOURS, "kWh")
    assert assembled.series.quantities.tolist() == [11, 22, 33, 44]


def test_an_interval_that_one_of_two_channels_lacks_is_estimated():
    assembled = assemble_series([run([1, 2, 3, 4]), run([10, 20], "E2")], HOURS, "kWh")
    assert assembled.series.quantities.tolist() == [11, 22, 3, 4]
    assert assembled.series.qualities.tolist() == [ACTUAL, ACTUAL, ESTIMATED, ESTIMATED]
    assert assembled.missing_by_channel == {"E1": 0, "E2": 2}


def test_adds_a_finer_step_to_a_coarser_one():
    fine = run([1, 2, 3, 4, 5, 6, 7], "E2", step=15)
    assembled = assemble_series([run([100] * 4), fine], HOURS, "kWh")
    # The last half-hour of E2 is half there, so it does not count.
    assert assembled.series.quantities.tolist() == [103, 107, 111, 100]
    assert assembled.series.grid.step_minutes == 30
    assert assembled.missing_by_channel == {"E1": 0, "E2": 1}


def test_the_better_reading_counts_and_of_equals_the_later():
    runs = [
        run([1, 1, 1, 1]),
        run([2, 2], qualities=[ESTIMATED, ESTIMATED]),
        run([3], at_minute=30),
        run([0], at_minute=60, qualities=[MISSING]),
    ]
    assert assemble_series(runs, HOURS, "kWh").series.quantities.tolist() == [1, 3, 1, 1]


@pytest.mark.parametrize(
    ("unit", "decimals", "total"),
    [
        ("Wh", 0, "1.500"),
        ("Wh", 2, "0.01500"),
        ("MWh", 3, "1500.000"),
        ("kWh", 3, "1.500"),
        ("KWH", 0, "1500"),
    ],
)
def test_converts_units_exactly(unit, decimals, total):
    series = assemble_series([run([1500], unit=unit, decimals=decimals)], HOURS, "kWh").series
    assert series.total() == Decimal(total)
    assert series.unit == "kWh"


def test_brings_channels_to_one_scale():
    runs = [run([1500], unit="Wh", decimals=0), run([2], "E2", unit="MWh", decimals=0)]
    assert assemble_series(runs, HOURS, "kWh").series.total() == Decimal("2001.5")


def test_hours_become_minutes_but_seconds_do_not():
    assert assemble_series([run([2], unit="h", decimals=0)], HOURS, "min").series.total() == 120
    with pytest.raises(UnableToAssembleSeries, match="cannot be told in min without rounding"):
        assemble_series([run([2], unit="s", decimals=0)], HOURS, "min")


@pytest.mark.parametrize(
    ("runs", "message"),
    [
        ([], "there are no readings"),
        ([run([1], at_minute=7)], "not on the clock of 30-minute readings"),
        ([run([1]), run([1], step=15)], "channel E1 has 30-minute readings in kWh and 15-minute"),
        (
            [run([1]), run([1], unit="Wh")],
            "channel E1 has 30-minute readings in kWh and 30-minute readings in Wh",
        ),
        ([run([1], step=30), run([1], "E2", step=20)], "20-minute readings of channel E2 cannot be added"),
        ([run([2**62])], "too large to be added exactly"),
        ([run([1], step=1440)], "do not fill"),
    ],
)
def test_refuses_what_does_not_fit_together(runs, message):
    with pytest.raises(UnableToAssembleSeries, match=message):
        assemble_series(runs, HOURS, "kWh")


def test_refuses_another_kind_of_unit():
    with pytest.raises(UnitMismatch):
        assemble_series([run([1], unit="m3")], HOURS, "kWh")
