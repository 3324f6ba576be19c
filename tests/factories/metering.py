"""Places and channels."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from metering.models import Channel, Metric, ReadingBatch, ServicePoint, Site, Utility


class UtilityFactory(DjangoModelFactory):
    """One utility for all, unless a test names another."""

    class Meta:
        model = Utility
        django_get_or_create = ["code"]

    code = "NORTH"
    name = "North Grid"


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    code = factory.Sequence(lambda n: f"SITE-{n}")
    name = factory.Sequence(lambda n: f"House {n}")
    street = factory.Sequence(lambda n: f"{n} Mill Lane")
    city = "Leeds LS1 4AP"
    zone_name = "Europe/London"


class ServicePointFactory(DjangoModelFactory):
    class Meta:
        model = ServicePoint

    utility = factory.SubFactory(UtilityFactory)
    site = factory.SubFactory(SiteFactory)
    code = factory.Sequence(lambda n: f"10 0000 {n:04d}")


class MetricFactory(DjangoModelFactory):
    class Meta:
        model = Metric
        django_get_or_create = ["code"]

    code = "ELECTRICITY_IMPORT"
    name = "Electricity"
    unit = "kWh"
    decimals = 3


class ChannelFactory(DjangoModelFactory):
    class Meta:
        model = Channel

    service_point = factory.SubFactory(ServicePointFactory)
    metric = factory.SubFactory(MetricFactory)
    code = "E1"
    step_minutes = 30


class ReadingBatchFactory(DjangoModelFactory):
    class Meta:
        model = ReadingBatch

    utility = factory.SubFactory(UtilityFactory)
    origin = "FILE"
    source_name = "readings.csv"
    format = "LONG_CSV"
    content_hash = "a"
    received_at = datetime(2026, 3, 1, 12, tzinfo=UTC)
