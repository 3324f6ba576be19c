"""What stands in some intervals."""

from datetime import UTC, date, datetime, timedelta

import pytest

from metering.queries.channels import load_channels
from metering.queries.standing_quantities import load_standing_quantities
from tests.factories.metering import ChannelFactory
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 7, tzinfo=UTC)


@pytest.fixture
def channel():
    channel = ChannelFactory()
    store_readings(channel, date(2026, 1, 5), date(2026, 1, 6), range(48), received_at=AT, holes=[46])
    store_readings(channel, date(2026, 1, 6), date(2026, 1, 7), 1250, received_at=AT + timedelta(hours=1))
    return channel


def standing(channel, starts_at, count):
    return load_standing_quantities(load_channels([channel.pk])[channel.pk], starts_at, count)


def test_reads_across_midnight_and_leaves_gaps_empty(channel):
    found = standing(channel, datetime(2026, 1, 5, 22, 30, tzinfo=UTC), 5)
    assert found.quantities == (45, None, 47, 1250, 1250)
    assert found.as_text(3) == "0.045\n\n0.047\n1.250\n1.250"
    assert found.changed_at == AT + timedelta(hours=1)


def test_says_nothing_where_nothing_is(channel):
    found = standing(channel, datetime(2026, 3, 1, tzinfo=UTC), 3)
    assert (found.quantities, found.changed_at, found.as_text(3)) == ((None, None, None), None, "")


def test_counts_a_day_of_another_step_as_missing(channel):
    channel.step_minutes = 60
    channel.save()
    assert standing(channel, datetime(2026, 1, 6, tzinfo=UTC), 2).quantities == (None, None)
