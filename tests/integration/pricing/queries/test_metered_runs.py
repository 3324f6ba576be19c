"""Stored readings as runs by metric."""

from datetime import date

import pytest

from pricing.queries.metered_runs import load_metered_runs
from tests.factories.metering import ChannelFactory, MetricFactory
from tests.factories.submissions import body, half_hourly, series, submitted

pytestmark = pytest.mark.django_db


def test_gives_a_run_for_each_channel_that_measures_a_wanted_metric():
    channel = half_hourly()
    ChannelFactory(service_point=channel.service_point, code="E2")
    ChannelFactory(
        service_point=channel.service_point, code="G1", metric=MetricFactory(code="GAS", unit="m3")
    )
    submitted(body(series=[series(["0.5"] * 48)]))
    runs = load_metered_runs(
        service_point_id=channel.service_point_id,
        metrics=["ELECTRICITY_IMPORT"],
        from_date=date(2026, 3, 1),
        to_date=date(2026, 3, 2),
    )
    assert list(runs) == ["ELECTRICITY_IMPORT"]
    first, second = runs["ELECTRICITY_IMPORT"]
    assert (first.channel, first.quantities.sum(), first.qualities) == ("E1", 24000, None)
    assert (second.channel, set(second.qualities.tolist())) == ("E2", {0})
