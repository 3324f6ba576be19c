"""Batches and rejected rows in the admin: to read."""

from datetime import UTC, datetime

import pytest

from metering.models import PeriodGate, ReadingBatch, RejectedRow
from tests.factories.admin_pages import assert_is_read_only, list_url, listed, page_url, queries_of
from tests.factories.metering import ChannelFactory
from tests.integration.metering.admin.stored_readings import store_days

pytestmark = pytest.mark.django_db


def rejected_row(number=12):
    batch = store_days(ChannelFactory(), "2026-01-01")
    ReadingBatch.objects.filter(pk=batch.pk).update(rejected_count=1)
    return RejectedRow.objects.create(
        batch=batch,
        row=number,
        field="starts_at",
        value="2026-10-25 02:30",
        message="The time 02:30 exists twice that night.",
        cure="Say which one with +01:00 or +00:00.",
    )


def test_are_read_only(admin_client):
    row = rejected_row()
    gate = PeriodGate.objects.create(pk=1, as_of=datetime(2026, 2, 2, tzinfo=UTC))
    for kept in (row, row.batch, gate):
        assert_is_read_only(admin_client, kept)


@pytest.mark.parametrize("model", [ReadingBatch, RejectedRow])
def test_list_takes_as_many_queries_for_many_rows_as_for_one(admin_client, model):
    rejected_row()
    for_one = queries_of(admin_client, list_url(model))
    for number in range(5):
        rejected_row(number)
    assert queries_of(admin_client, list_url(model)) == for_one


def test_batch_leads_to_its_rejected_rows_and_their_cures(admin_client):
    row = rejected_row()
    rejected_row(13)
    link = f"{list_url(RejectedRow)}?batch__id__exact={row.batch_id}"
    assert f'href="{link}">1</a>' in admin_client.get(page_url(row.batch)).text
    page = admin_client.get(link)
    assert list(page.context["cl"].result_list) == [row]
    assert "Say which one with +01:00 or +00:00." in page.text


def test_finds_a_batch_by_its_file_name(admin_client):
    batch = rejected_row().batch
    assert listed(admin_client, ReadingBatch, "NORTH_2026") == [batch]
    assert listed(admin_client, ReadingBatch, "south") == []
