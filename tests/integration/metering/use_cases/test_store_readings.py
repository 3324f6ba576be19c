"""Items of whatever source become one batch, in the caller's transaction."""

from datetime import UTC, datetime

import numpy as np
import pytest
from django.db import transaction

from billing_site.foundation.models import AuditEntry
from metering.file_formats.parsed_readings import ParsedRun, RowError, UnreadableFile
from metering.models import IntervalDay, ReadingBatch
from metering.use_cases.store_readings import UnableToImportReadings, store_readings
from tests.factories.metering import UtilityFactory
from tests.factories.submissions import POINT, SENT_AT, half_hourly

pytestmark = pytest.mark.django_db
ERROR = RowError(7, "values", "", "wrong", "send it right", 48)


def run(count=2):
    return ParsedRun(
        POINT,
        "E1",
        datetime(2026, 3, 1, tzinfo=UTC),
        30,
        np.full(count, 5, dtype=np.int64),
        None,
        "kWh",
        1,
        1,
    )


def store(*items, **facts):
    facts = {"accept_partial": False, "content_hash": "a" * 64, "read": lambda: ("TEST", items), **facts}
    return store_readings(
        utility=UtilityFactory(),
        origin=ReadingBatch.Origin.API,
        source_name="a program",
        received_at=SENT_AT,
        actor="API key head-end",
        **facts,
    )


def test_stores_items_as_a_batch_of_their_origin_and_format():
    half_hourly()
    imported = store(run())
    batch = ReadingBatch.objects.get()
    assert (batch.origin, batch.format, batch.reading_count) == ("API", "TEST", 2)
    assert imported.is_new
    assert IntervalDay.objects.get().total == 1000
    assert AuditEntry.objects.get().actor_label == "API key head-end"


def test_does_not_read_what_is_stored_already():
    half_hourly()
    first = store(run())
    again = store(read=lambda: pytest.fail("it was read"))
    assert (again.batch, again.is_new) == (first.batch, False)


def test_counts_all_readings_that_are_refused_with_a_row():
    half_hourly()
    batch = store(run(), ERROR, accept_partial=True).batch
    assert (batch.reading_count, batch.rejected_count, batch.rejected_rows.count()) == (2, 48, 1)


def test_refuses_everything_for_one_row_unless_a_part_is_welcome():
    half_hourly()
    with pytest.raises(UnableToImportReadings) as refused:
        store(run(), ERROR)
    assert (refused.value.reading_count, refused.value.errors) == (48, (ERROR,))
    assert not ReadingBatch.objects.exists()


def test_refuses_what_cannot_be_read():
    def read():
        raise UnreadableFile([ERROR])

    with pytest.raises(UnableToImportReadings):
        store(read=read, accept_partial=True)
    assert not ReadingBatch.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_commits_or_vanishes_with_its_caller():
    half_hourly()

    @transaction.atomic
    def stores_and_fails():
        store(run())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stores_and_fails()
    assert not ReadingBatch.objects.exists()
    assert not IntervalDay.objects.exists()
