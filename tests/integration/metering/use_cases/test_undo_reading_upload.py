"""Somebody decides that stored readings shall not count after all."""

from datetime import timedelta

import pytest
from django_q.models import OrmQ

from billing_site.foundation.models import AuditEntry
from metering.models import IntervalDay, ReadingBatch
from metering.use_cases.undo_reading_upload import UnableToUndoReadingUpload, undo_reading_upload
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.uploads import (
    SENT_AT,
    channel_at,
    checked,
    csv_of,
    half_hours,
    received,
    stored,
    worked_on,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]
DAY_LATER = SENT_AT + timedelta(days=1)


def undo(upload, reason="wrong month"):
    return undo_reading_upload(upload=upload, reason=reason, at=DAY_LATER, actor=upload.uploaded_by)


def test_what_was_there_before_counts_again():
    channel_at()
    stored(csv_of(*half_hours(48)))
    upload = stored(csv_of(*half_hours(48, value="2")))
    assert IntervalDay.objects.get().total == 96_000
    upload = undo(upload)
    assert (upload.state, upload.reason) == ("WITHDRAWING", "wrong month")
    assert IntervalDay.objects.get().total == 96_000
    upload = worked_on(upload, DAY_LATER)
    assert (upload.state, upload.batch.state) == ("WITHDRAWN", "WITHDRAWN")
    assert IntervalDay.objects.get().total == 24_000
    entry = AuditEntry.objects.get(action="WITHDRAWN")
    assert (entry.actor, entry.details["reason"]) == (upload.uploaded_by, "wrong month")


def test_the_file_may_come_again():
    channel_at()
    worked_on(undo(stored()), DAY_LATER)
    again = stored()
    assert again.state == "COMMITTED"
    assert ReadingBatch.objects.filter(state="STORED").get() == again.batch


def test_twice_is_once():
    channel_at()
    upload = undo(stored())
    OrmQ.objects.all().delete()
    assert undo(upload, reason="another").reason == "wrong month"
    assert not OrmQ.objects.exists()


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 301])
def test_needs_a_reason_that_can_be_kept(reason):
    channel_at()
    with pytest.raises(UnableToUndoReadingUpload, match="reason"):
        undo(stored(), reason)


@pytest.mark.parametrize("make", [received, checked])
def test_there_must_be_something_to_undo(make):
    with pytest.raises(UnableToUndoReadingUpload, match="nothing of it is stored"):
        undo(make())


def test_what_somebody_else_withdrew_is_told():
    channel_at()
    upload = stored()
    withdraw_reading_batch(batch=upload.batch, withdrawn_at=DAY_LATER, reason="by command", actor=None)
    with pytest.raises(UnableToUndoReadingUpload, match="withdrawn already"):
        undo(upload)
