"""What the database refuses of register readings."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories.metering import ChannelFactory
from tests.factories.register_readings import RegisterReadingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"value": Decimal(100000)}, "register_reading_fits_the_dial"),
        ({"value": Decimal("-0.1")}, "register_reading_fits_the_dial"),
        ({"digits": 0, "value": 0}, "register_reading_has_a_dial"),
        ({"multiplier": 0}, "register_reading_has_a_dial"),
    ],
)
def test_refuses_what_no_dial_shows(facts, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RegisterReadingFactory(**facts)


def test_takes_the_last_number_of_a_dial():
    assert RegisterReadingFactory(value=Decimal("99999.9")).pk


def test_keeps_one_standing_reading_of_a_day_and_kind():
    channel = ChannelFactory()
    first = RegisterReadingFactory(channel=channel)
    with pytest.raises(IntegrityError, match="register_reading_once_per_day_and_kind"), transaction.atomic():
        RegisterReadingFactory(channel=channel)
    type(first).objects.filter(pk=first.pk).update(withdrawn_at=first.recorded_at)
    assert RegisterReadingFactory(channel=channel).pk
