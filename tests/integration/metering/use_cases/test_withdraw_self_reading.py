"""A customer takes a reading back."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from billing_site.foundation.models import AuditEntry
from metering.models import ReadingFinding, RegisterReading
from metering.use_cases.record_self_reading import record_self_reading
from metering.use_cases.withdraw_self_reading import UnableToWithdrawSelfReading, withdraw_self_reading
from tests.factories.metering import ChannelFactory
from tests.factories.people import UserFactory
from tests.factories.register_readings import RegisterReadingFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 20, tzinfo=UTC)


@pytest.fixture
def reading():
    """One of the first of February that is below the last."""
    channel = ChannelFactory()
    RegisterReadingFactory(channel=channel)
    return record_self_reading(
        channel=channel, read_date=date(2026, 2, 1), value=Decimal("1.0"), recorded_at=AT, actor=UserFactory()
    ).reading


def withdraw(reading, billed_until=None):
    withdraw_self_reading(reading=reading, billed_until=billed_until, withdrawn_at=AT, actor=UserFactory())


def test_takes_it_back_with_its_finding(reading):
    withdraw(reading)
    reading.refresh_from_db()
    assert reading.withdrawn_at == AT
    finding = ReadingFinding.objects.get()
    assert (finding.state, finding.resolution) == ("RESOLVED", "the customer took the reading back")


def test_another_one_can_be_sent_then(reading):
    withdraw(reading)
    again = record_self_reading(
        channel=reading.channel,
        read_date=reading.read_date,
        value=Decimal("1001.0"),
        recorded_at=AT,
        actor=None,
    )
    assert RegisterReading.objects.filter(kind="CUSTOMER", withdrawn_at=None).get() == again.reading


def test_a_second_call_changes_nothing(reading):
    withdraw(reading)
    withdraw(reading)
    assert AuditEntry.objects.filter(action="WITHDRAWN").count() == 1


def test_keeps_what_is_billed(reading):
    with pytest.raises(UnableToWithdrawSelfReading, match="2026-02-01 is on a bill already"):
        withdraw(reading, billed_until=date(2026, 2, 2))
    withdraw(reading, billed_until=date(2026, 2, 1))


def test_keeps_what_the_utility_read(reading):
    with pytest.raises(UnableToWithdrawSelfReading, match="only your own readings"):
        withdraw(RegisterReading.objects.get(kind="ACTUAL"))
