"""Readings with their trouble, each where the table says."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from billing_site.demo.delivered_readings import month_readings
from billing_site.demo.hours import month_hours
from billing_site.demo.trouble import Point
from billing_site.demo.trouble_places import MARKET_CLOCK
from metering.usage.reading_quality import ReadingQuality
from tests.unit.billing_site.demo.worlds import channels_of, point, whole_world

TROUBLE = whole_world().trouble


def delivered(service_point, month, clock, *, corrected=False, trouble=TROUBLE):
    channels = channels_of(service_point)
    hours = month_hours(service_point.place, clock, month, channels[0].step_minutes)
    return hours, month_readings(service_point, channels, clock, month, trouble, corrected)


def first(readings):
    return next(iter(readings.values()))


def at(hours, quality, readings):
    """The span of the intervals with the quality: first start, last start, count."""
    chosen = hours.utc_s[readings.qualities == quality]
    start, end = (datetime.fromtimestamp(int(second), UTC) for second in (chosen[0], chosen[-1]))
    return start, end, chosen.size


def test_the_same_month_gives_the_same_readings():
    for service_point in (
        point("HARBOUR", 60),
        point("FOOTHILL", 1),
        point("LAGOA", 3),
        point("POLDERTEL", 4),
    ):
        clock = service_point.place.zone_name
        once, again = (first(delivered(service_point, date(2026, 3, 1), clock)[1]) for _ in range(2))
        assert np.array_equal(once.quantities, again.quantities)
        assert once.quantities.sum() > 0


def test_solar_homes_have_two_channels():
    _, readings = delivered(point("HARBOUR", 60), date(2026, 1, 1), MARKET_CLOCK)
    assert list(readings) == ["E1", "B1"]
    assert readings["B1"].quantities.sum() > 300_000


@pytest.mark.parametrize(
    ("utility", "number", "month", "clock", "start", "count"),
    [
        ("HARBOUR", 5, date(2026, 2, 1), MARKET_CLOCK, datetime(2026, 2, 8, 23, tzinfo=UTC), 12),
        ("CAPRICORN", 4, date(2026, 4, 1), MARKET_CLOCK, datetime(2026, 4, 11, 14, tzinfo=UTC), 144),
        ("RIDINGS", 20, date(2026, 8, 1), "UTC", datetime(2026, 8, 16, 23, tzinfo=UTC), 144),
        ("FOGBANK", 7, date(2026, 7, 1), "America/Los_Angeles", datetime(2026, 7, 14, 22, tzinfo=UTC), 24),
    ],
)
def test_gaps_lie_where_they_are_said_to_be(utility, number, month, clock, start, count):
    hours, readings = delivered(point(utility, number), month, clock)
    found_start, _, found = at(hours, ReadingQuality.MISSING, first(readings))
    assert (found_start, found) == (start, count)
    assert not first(readings).quantities[first(readings).qualities == ReadingQuality.MISSING].any()


def test_substitutes_say_so_and_are_smooth():
    hours, readings = delivered(point("HARBOUR", 9), date(2026, 1, 1), MARKET_CLOCK)
    start, end, count = at(hours, ReadingQuality.SUBSTITUTED, first(readings))
    assert (start, end, count) == (
        datetime(2026, 1, 4, 14, tzinfo=UTC),
        datetime(2026, 1, 7, 13, 30, tzinfo=UTC),
        144,
    )
    made_up = first(readings).qualities == ReadingQuality.SUBSTITUTED
    jumps = np.abs(np.diff(first(readings).quantities))
    assert jumps[made_up[1:] & made_up[:-1]].mean() < 0.5 * jumps[~made_up[1:]].mean()


def test_one_interval_is_twenty_times_too_high():
    spike = TROUBLE.spikes[0]
    service_point = point("RIDINGS", 1)
    assert spike.point == Point("RIDINGS", service_point.code)
    hours, readings = delivered(service_point, date(2026, 9, 1), "UTC")
    there = hours.utc_s == spike.at.timestamp()
    assert there.sum() == 1
    assert spike.at == datetime(2026, 9, 17, 18, tzinfo=UTC)
    others = first(readings).quantities[~there]
    assert first(readings).quantities[there][0] % 20 == 0
    assert first(readings).quantities[there][0] > 1.8 * others.max()


def test_a_correction_replaces_estimates_and_misreadings():
    correction = TROUBLE.late_correction
    assert (correction.from_date, correction.to_date) == (date(2026, 7, 11), date(2026, 7, 16))
    for number, quality in ((20, ReadingQuality.ESTIMATED), (22, ReadingQuality.ACTUAL)):
        service_point = point("HARBOUR", number)
        hours, before = delivered(service_point, date(2026, 7, 1), MARKET_CLOCK)
        _, after = delivered(service_point, date(2026, 7, 1), MARKET_CLOCK, corrected=True)
        inside = (hours.utc_s >= correction.span.start.timestamp()) & (
            hours.utc_s < correction.span.end.timestamp()
        )
        assert (first(before).qualities[inside] == quality).all()
        assert (first(after).qualities == ReadingQuality.ACTUAL).all()
        assert np.array_equal(first(before).quantities[~inside], first(after).quantities[~inside])
        assert not np.array_equal(first(before).quantities[inside], first(after).quantities[inside])
    assert np.array_equal(first(before).quantities[inside], first(after).quantities[inside] * 80 // 100)


def test_a_vacant_home_uses_little():
    move = TROUBLE.moves[2]
    assert (move.is_vacant, move.moved_on) == (True, date(2026, 7, 16))
    hours, readings = delivered(point("OCOTILLO", 20), date(2026, 7, 1), "America/Phoenix")
    days = np.bincount(hours.day - hours.day[0], weights=first(readings).quantities)
    assert days[16:].mean() < 0.6 * days[:15].mean()
