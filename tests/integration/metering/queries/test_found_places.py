"""Service points and meters by the beginning of their numbers."""

import pytest

from metering.models import Meter
from metering.queries.found_places import load_meters_like, load_service_points_like
from tests.factories.metering import ChannelFactory, ServicePointFactory, UtilityFactory

pytestmark = pytest.mark.django_db


def test_finds_service_points_by_code_and_that_exactly_so_first():
    for code in ("QB12", "QB1", "QB13", "ZZ1"):
        ServicePointFactory(code=code)
    assert [point.code for point in load_service_points_like("qb1", 9)][:1] == ["QB1"]
    assert sorted(point.code for point in load_service_points_like("QB1", 9)) == ["QB1", "QB12", "QB13"]
    assert len(load_service_points_like("QB1", 2)) == 2


def test_finds_meters_with_the_places_they_are_at(django_assert_num_queries):
    utility = UtilityFactory()
    for serial in ("M1", "M2"):
        meter = Meter.objects.create(utility=utility, serial=serial)
        ChannelFactory(meter=meter, service_point__code=f"P-{serial}")
    with django_assert_num_queries(5):  # exactly so, beginning so; their channels, service points and sites
        places = [
            (meter.serial, [channel.service_point.code for channel in meter.channels.all()])
            for meter in load_meters_like("m", 9)
        ]
    assert sorted(places) == [("M1", ["P-M1"]), ("M2", ["P-M2"])]
