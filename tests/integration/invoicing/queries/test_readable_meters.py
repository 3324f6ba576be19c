"""The meters that a customer may read."""

from datetime import date

import pytest

from invoicing.models import Subscription
from invoicing.queries.readable_meters import load_readable_meters
from metering.models import Channel
from tests.factories.metering import ChannelFactory
from tests.factories.portal import MARCH, NOW, bill_january_and_february, household
from tests.factories.register_readings import MeterFactory, RegisterReadingFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_has_the_dials_of_the_places_that_are_supplied():
    subscription = household()
    channel = Channel.objects.get()
    ChannelFactory(service_point=subscription.service_point, code="E2")  # without a meter
    ChannelFactory(code="E3", meter=MeterFactory())  # somewhere else
    (meter,) = load_readable_meters(subscription.account, TODAY)
    assert (meter.channel, meter.since, meter.billed_until) == (channel, date(2026, 1, 1), None)
    Subscription.objects.update(end_date=MARCH)
    assert load_readable_meters(subscription.account, TODAY) == ()


def test_does_not_tell_what_others_read_there_before():
    subscription = household()
    channel = Channel.objects.get()
    RegisterReadingFactory(channel=channel, read_date=date(2025, 12, 31))
    own = RegisterReadingFactory(channel=channel, read_date=date(2026, 1, 5))
    (meter,) = load_readable_meters(subscription.account, TODAY)
    assert meter.readings == (own,)


def test_lets_take_back_only_ones_own_that_are_on_no_bill():
    subscription = household()
    channel = Channel.objects.get()
    bill_january_and_february()
    billed = RegisterReadingFactory(channel=channel, kind="CUSTOMER", read_date=date(2026, 2, 28))
    open_one = RegisterReadingFactory(channel=channel, kind="CUSTOMER", read_date=date(2026, 3, 1))
    official = RegisterReadingFactory(channel=channel, read_date=date(2026, 3, 2))
    (meter,) = load_readable_meters(subscription.account, TODAY)
    assert meter.billed_until == MARCH
    assert [meter.may_be_undone(one) for one in (billed, open_one, official)] == [False, True, False]


def test_takes_as_many_queries_for_many_readings_as_for_one(django_assert_num_queries):
    subscription = household()
    for day in range(1, 20):
        RegisterReadingFactory(channel=Channel.objects.get(), read_date=date(2026, 2, day))
    with django_assert_num_queries(4):
        load_readable_meters(subscription.account, TODAY)
