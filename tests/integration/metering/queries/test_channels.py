"""Facts of channels."""

import pytest

from metering.models import Channel
from metering.queries.channels import ChannelFacts, load_channels, load_channels_of_service_points
from tests.factories.metering import ChannelFactory, MetricFactory, ServicePointFactory, SiteFactory

pytestmark = pytest.mark.django_db


def test_loads_channels_by_id_in_one_query(django_assert_num_queries):
    site = SiteFactory(zone_name="Europe/Berlin")
    metric = MetricFactory(code="WATER", unit="m3", decimals=2, aggregation="MAX")
    channel = ChannelFactory(
        service_point=ServicePointFactory(code="W-1", site=site), metric=metric, code="R1", step_minutes=60
    )
    other = ChannelFactory()
    with django_assert_num_queries(1):
        found = load_channels([channel.pk, other.pk])
    assert found.keys() == {channel.pk, other.pk}
    assert found[channel.pk] == ChannelFacts(
        channel_id=channel.pk,
        service_point_id=channel.service_point_id,
        service_point_code="W-1",
        utility_id=channel.service_point.utility_id,
        code="R1",
        metric_code="WATER",
        unit="m3",
        decimals=2,
        aggregation="MAX",
        step_minutes=60,
        zone_name="Europe/Berlin",
    )


def test_names_channels_that_are_not_there():
    channel = ChannelFactory()
    with pytest.raises(Channel.DoesNotExist, match="no channel has the id 998, 999"):
        load_channels([999, channel.pk, 998])


def test_loads_the_channels_of_service_points_by_code_in_one_query(django_assert_num_queries):
    first, second, third = ServicePointFactory(), ServicePointFactory(), ServicePointFactory()
    expected = [
        ChannelFactory(service_point=point, code=code).pk
        for point, code in ((first, "B1"), (first, "E1"), (second, "A"))
    ]
    ChannelFactory(service_point=third)
    with django_assert_num_queries(1):
        found = load_channels_of_service_points([second.pk, first.pk])
    assert [facts.channel_id for facts in found] == expected


def test_a_service_point_without_channels_has_none():
    assert load_channels_of_service_points([ServicePointFactory().pk]) == []
