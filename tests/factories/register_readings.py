"""Numbers that were read from dials before."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from metering.models import Meter, RegisterReading
from tests.factories.metering import ChannelFactory, UtilityFactory


class MeterFactory(DjangoModelFactory):
    class Meta:
        model = Meter

    utility = factory.SubFactory(UtilityFactory)
    serial = factory.Sequence(lambda n: f"SN{n:06d}")


class RegisterReadingFactory(DjangoModelFactory):
    """A dial of five digits and one decimal that showed 1000.0 on New Year's Day."""

    class Meta:
        model = RegisterReading

    channel = factory.SubFactory(ChannelFactory)
    read_date = date(2026, 1, 1)
    kind = RegisterReading.Kind.ACTUAL
    value = Decimal("1000.0")
    digits = 5
    decimals = 1
    recorded_at = datetime(2026, 1, 2, 8, tzinfo=UTC)
