"""`manage.py withdraw_readings`."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from billing_site.foundation.models import AuditEntry
from metering.models import IntervalDay, ReadingBatch
from tests.factories.metering import ChannelFactory, ServicePointFactory, SiteFactory
from tests.integration.metering.meter_files import nem12

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(tmp_path):
    site = SiteFactory(zone_name="Australia/Brisbane")
    ChannelFactory(service_point=ServicePointFactory(code="4001000001", site=site))
    path = tmp_path / "march.csv"
    path.write_bytes(nem12({date(2026, 3, 1): "1"}).getvalue())
    call_command("import_readings", "NORTH", str(path), stdout=StringIO())
    return ReadingBatch.objects.get()


def run(batch_id, reason="wrong meter"):
    out = StringIO()
    call_command("withdraw_readings", str(batch_id), "--reason", reason, stdout=out)
    return out.getvalue()


def test_withdraws_the_batch_and_says_so(batch):
    assert run(batch.pk) == f"batch {batch.pk} (march.csv) is withdrawn: its 48 readings no longer count\n"
    assert not IntervalDay.objects.exists()
    entry = AuditEntry.objects.get(action="WITHDRAWN")
    assert (entry.actor_label, entry.details["reason"]) == ("manage.py withdraw_readings", "wrong meter")


def test_a_second_time_is_refused(batch):
    run(batch.pk)
    with pytest.raises(CommandError, match="was withdrawn on"):
        run(batch.pk)


def test_wants_a_reason(batch):
    with pytest.raises(CommandError, match="say why the batch is withdrawn"):
        run(batch.pk, reason=" ")
    assert IntervalDay.objects.exists()


@pytest.mark.django_db
def test_a_batch_that_is_not_there():
    with pytest.raises(CommandError, match="there is no batch 999"):
        run(999)
