"""Usage in the steps that somebody asks for."""

from datetime import date

import pytest

from metering.queries.usage_in_steps import UnableToLoadUsage, load_usage_in_steps
from tests.factories.metering import ChannelFactory, MetricFactory
from tests.factories.submissions import body, half_hourly, series, submitted

pytestmark = pytest.mark.django_db


def usage(point_id, step=None, days=1):
    return load_usage_in_steps(
        service_point_id=point_id, from_date=date(2026, 3, 1), to_date=date(2026, 3, 1 + days), step=step
    )


def test_keeps_each_channels_own_step():
    channel = half_hourly()
    ChannelFactory(service_point=channel.service_point, code="B1", step_minutes=15)
    assert [
        (one.channel.code, one.step_minutes, len(one.quantities)) for one in usage(channel.service_point_id)
    ] == [
        ("B1", 15, 96),
        ("E1", 30, 48),
    ]


def test_adds_up_to_coarser_steps_and_days():
    channel = half_hourly()
    submitted(body(series=[series(["1"] * 96)]))
    (hours,) = usage(channel.service_point_id, 60, days=2)
    (days,) = usage(channel.service_point_id, "day", days=2)
    assert (len(hours.quantities), set(hours.quantities.tolist())) == (48, {2000})
    assert days.quantities.tolist() == [48000, 48000]


@pytest.mark.parametrize("step", [7, 15, 45, 1440 - 30])
def test_refuses_steps_that_its_intervals_do_not_make_up(step):
    channel = half_hourly()
    with pytest.raises(UnableToLoadUsage):
        usage(channel.service_point_id, step)


def test_adds_up_no_demand():
    demand = MetricFactory(code="DEMAND", unit="kW", aggregation="MAX")
    channel = half_hourly(metric=demand)
    assert len(usage(channel.service_point_id)[0].quantities) == 48
    with pytest.raises(UnableToLoadUsage, match="cannot be added up"):
        usage(channel.service_point_id, 60)


def test_refuses_more_intervals_than_an_answer_should_have():
    channel = half_hourly(step_minutes=1)
    with pytest.raises(UnableToLoadUsage, match="100,000"):
        load_usage_in_steps(
            service_point_id=channel.service_point_id,
            from_date=date(2025, 1, 1),
            to_date=date(2026, 1, 1),
            step=None,
        )
