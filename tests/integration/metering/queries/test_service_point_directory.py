"""Service points as clerks look for them."""

import pytest

from metering.queries.service_point_directory import service_points_with_places
from tests.factories.metering import ChannelFactory, ServicePointFactory, SiteFactory

pytestmark = pytest.mark.django_db


def found(typed):
    return {point.code for point in service_points_with_places(typed)}


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("10 00", {"10 0042", "10 0043"}),
        ("ha46", {"10 0042"}),
        ("hollow", {"10 0043"}),
        ("lane leeds", {"10 0042", "10 0043"}),
        ("s-7", {"20 0001"}),
        ("nowhere", set()),
        ("", {"10 0042", "10 0043", "20 0001"}),
        ("  ", {"10 0042", "10 0043", "20 0001"}),
    ],
)
def test_finds_by_code_site_meter_and_address(typed, codes):
    mill = SiteFactory(name="Mill", street="1 Mill Lane", city="Leeds")
    hollow = SiteFactory(name="Hollow", street="2 Hollow Lane", city="Leeds")
    meter = ServicePointFactory(code="10 0042", site=mill).utility.meters.create(serial="HA46280168")
    for code in ("E1", "B1"):
        ChannelFactory(service_point=meter.utility.service_points.get(code="10 0042"), meter=meter, code=code)
    ServicePointFactory(code="10 0043", site=hollow)
    ServicePointFactory(code="20 0001", site=SiteFactory(code="S-77", name="Farm", street="", city="York"))
    assert found(typed) == codes


def test_brings_places_and_channels_in_two_queries(django_assert_num_queries):
    for _ in range(4):
        ChannelFactory()
    with django_assert_num_queries(2):
        points = list(service_points_with_places())
        assert [
            (point.site.city, point.utility.name, [channel.metric.name for channel in point.channels.all()])
            for point in points
        ] == [("Leeds LS1 4AP", "North Grid", ["Electricity"])] * 4
