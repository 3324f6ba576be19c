"""Import against export."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from metering.usage.usage_matrix import UsageMatrix
from pricing.rating.determinants.net_usage import measure_net_usage
from pricing.rating.plan_terms import MetricTerms, NetSide, Netting, NetUsage
from pricing.rating.request import RatingBatch
from pricing.rating.tou_calendar import TouCalendar, TouWindow
from pricing.rating.unable_to_rate import UnableToRate
from tests.unit.pricing.rating.builders import BERLIN, local_days, series, terms

HALVES = TouCalendar(
    "halves", ("morning", "evening"), (TouWindow("morning", to_minute=720), TouWindow("evening"))
)
PLAN = terms(metrics={"I": MetricTerms("kWh"), "X": MetricTerms("kWh")}, calendars={"halves": HALVES})


def batch(bought, sold, day=(2026, 3, 2), days=1, step=30):
    first = date(*day)
    period = local_days(BERLIN, first, date(first.year, first.month, first.day + days))
    usage = {
        metric: UsageMatrix.of_one(series(period, step, quantities))
        for metric, quantities in (("I", bought), ("X", sold))
    }
    return RatingBatch(PLAN, BERLIN, period, period, 1, usage)


def counted(netting, side, of, calendar=None):
    return {
        one.bucket: one.quantities[0]
        for one in measure_net_usage(NetUsage("I", "X", netting, side, calendar), of)
    }


# Each half-hour: 3 bought and 1 sold, then 0 bought and 4 sold; 24 of each a day.
SWINGING = batch([3, 0] * 24, [1, 4] * 24)


@pytest.mark.parametrize(
    ("netting", "bought", "sold"),
    [(Netting.INTERVAL, 48, 96), (Netting.HOUR, 0, 48), (Netting.DAY, 0, 48), (Netting.PERIOD, 0, 48)],
)
def test_nets_within_the_netting_time_only(netting, bought, sold):
    assert counted(netting, NetSide.IMPORT, SWINGING) == {None: bought}
    assert counted(netting, NetSide.EXPORT, SWINGING) == {None: sold}
    assert counted(netting, NetSide.NET, SWINGING) == {None: bought - sold}


def test_nets_every_bucket_by_itself():
    of = batch([2] * 24 + [0] * 24, [0] * 24 + [1] * 24)
    assert counted(Netting.PERIOD, NetSide.IMPORT, of, "halves") == {"morning": 48, "evening": 0}
    assert counted(Netting.PERIOD, NetSide.EXPORT, of, "halves") == {"morning": 0, "evening": 24}
    assert counted(Netting.PERIOD, NetSide.IMPORT, of) == {None: 24}


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25)])
def test_nets_local_days_of_any_length(day, hours):
    of = batch([2] * hours + [0] * 24, [0] * hours + [1] * 24, day, days=2, step=60)
    assert counted(Netting.DAY, NetSide.IMPORT, of) == {None: 2 * hours}
    assert counted(Netting.DAY, NetSide.EXPORT, of) == {None: 24}


def test_refuses_what_cannot_be_set_against_each_other():
    of = batch(1, 1)
    other = batch(1, 1, step=60).usage["X"]
    uneven = RatingBatch(PLAN, BERLIN, of.period, of.period, 1, {"I": of.usage["I"], "X": other})
    with pytest.raises(UnableToRate, match="differ in unit or reading step"):
        counted(Netting.INTERVAL, NetSide.NET, uneven)
    with pytest.raises(UnableToRate, match="netted by the hour"):
        counted(Netting.HOUR, NetSide.NET, batch(1, 1, step=120))


def test_gives_prices_the_netted_rows():
    (interval,) = measure_net_usage(NetUsage("I", "X", Netting.INTERVAL, NetSide.IMPORT), SWINGING)
    assert list(interval.detail(0).quantities[:4]) == [2, 0, 2, 0]
    (hourly,) = measure_net_usage(NetUsage("I", "X", Netting.HOUR, NetSide.EXPORT), SWINGING)
    assert (hourly.detail(0).grid.step_minutes, list(hourly.detail(0).quantities[:2])) == (60, [2, 2])
    (daily,) = measure_net_usage(NetUsage("I", "X", Netting.DAY, NetSide.EXPORT), SWINGING)
    assert daily.detail is None


def test_counts_at_the_finer_scale_of_the_two():
    of = batch(1, 0)
    fine = of.usage["X"]
    finer = UsageMatrix(fine.grid, np.full_like(fine.quantities, 1), None, "kWh", 2)
    mixed = RatingBatch(PLAN, BERLIN, of.period, of.period, 1, {"I": of.usage["I"], "X": finer})
    assert counted(Netting.PERIOD, NetSide.NET, mixed) == {None: Decimal("47.52")}
