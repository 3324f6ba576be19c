"""A committed upload becomes its batch."""

from datetime import timedelta

import pytest

from billing_site.foundation.models import AuditEntry
from metering.models import IntervalDay, ReadingBatch, ReadingUpload
from metering.models.upload_files import remove_file
from metering.use_cases import store_reading_upload as module
from metering.use_cases.commit_reading_upload import commit_reading_upload
from metering.use_cases.store_reading_upload import store_reading_upload
from tests.factories.uploads import SENT_AT, channel_at, checked, csv_of, fresh, half_hours, stored, worked_on
from tests.integration.metering.use_cases.test_check_reading_upload import QuietHold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]
LATER = SENT_AT + timedelta(hours=1)
MIXED = csv_of(*half_hours(48), *half_hours(5, point="UNKNOWN"))


def test_stores_what_the_check_has_shown():
    channel_at()
    upload = stored()
    assert (upload.state, upload.committed_at) == ("COMMITTED", LATER)
    assert upload.committed_by == upload.uploaded_by
    batch = ReadingBatch.objects.get()
    assert (upload.batch, batch.content_hash, batch.source_name) == (batch, upload.content_hash, "march.csv")
    assert (batch.received_at, batch.reading_count) == (LATER, 2)
    assert IntervalDay.objects.get().total == 1000
    entry = AuditEntry.objects.get(action="IMPORTED")
    assert entry.actor == upload.uploaded_by


def test_stores_the_good_rows_and_keeps_the_others_with_it():
    channel_at()
    upload = stored(MIXED, accepts_partial=True)
    assert (upload.state, upload.batch.reading_count, upload.rejected_count) == ("COMMITTED", 48, 5)
    assert [(each["row"], each["field"]) for each in upload.problems] == [(50, "service point")]
    assert upload.refused_channels[0]["readings"] == 5
    receipt = {name: upload.check_result[name] for name in ("day_count", "error_count", "repeated_count")}
    assert receipt == {"day_count": 1, "error_count": 1, "repeated_count": 0}


def test_all_or_nothing_stores_nothing_while_a_row_is_refused():
    channel_at()
    upload = stored(MIXED)
    assert (upload.state, upload.batch) == ("CHECKED", None)
    assert upload.trouble == "Nothing was stored, as you asked for all or nothing: 1 problem found."
    assert not ReadingBatch.objects.exists()


def test_all_or_nothing_stores_all_once_the_cause_is_gone():
    channel_at()
    upload = stored(MIXED)
    channel_at("UNKNOWN")
    commit_reading_upload(upload=upload, accepts_partial=False, at=LATER, actor=upload.uploaded_by)
    upload = worked_on(upload, LATER)
    assert (upload.state, upload.trouble) == ("COMMITTED", "")
    assert (upload.batch.reading_count, upload.rejected_count, upload.problems) == (53, 0, [])


def test_what_changed_since_the_check_is_told_as_it_is_now():
    channel_at()
    channel = channel_at("4001000002")
    upload = checked(csv_of(*half_hours(48), *half_hours(48, point="4001000002")))
    channel.code = "B1"
    channel.save()
    commit_reading_upload(upload=upload, accepts_partial=True, at=LATER, actor=upload.uploaded_by)
    upload = worked_on(upload, LATER)
    assert (upload.batch.reading_count, upload.rejected_count, upload.reading_count) == (48, 48, 96)
    assert upload.problems[0]["message"] == "service point 4001000002 has no such channel, only B1"


def test_an_attempt_that_died_after_the_import_is_completed(monkeypatch):
    channel_at()
    upload = checked()
    commit_reading_upload(upload=upload, accepts_partial=False, at=LATER, actor=upload.uploaded_by)

    def die(*_, **__):
        raise SystemExit("killed")

    with monkeypatch.context() as patched:
        patched.setattr(module, "_update", die)
        with pytest.raises(SystemExit):
            store_reading_upload(upload=fresh(upload), hold=QuietHold(), at=LATER)
    assert (fresh(upload).state, ReadingBatch.objects.count()) == ("COMMITTING", 1)
    upload = worked_on(upload, LATER + timedelta(minutes=1))
    assert (upload.state, upload.batch) == ("COMMITTED", ReadingBatch.objects.get())


def test_a_file_that_is_gone_is_refused_in_words():
    channel_at()
    upload = checked()
    commit_reading_upload(upload=upload, accepts_partial=False, at=LATER, actor=upload.uploaded_by)
    remove_file(upload.content_hash)
    upload = worked_on(upload, LATER)
    assert upload.state == "REFUSED"
    assert upload.trouble == "Nothing was stored: the file is no longer there. Send it again."


def test_only_a_committed_upload_is_changed():
    channel_at()
    upload = checked()
    store_reading_upload(upload=upload, hold=QuietHold(), at=LATER)
    assert ReadingUpload.objects.get().state == "CHECKED"
