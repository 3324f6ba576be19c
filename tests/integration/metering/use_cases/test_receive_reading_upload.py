"""A file arrives: kept once, and rung for."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django_q.models import OrmQ

from billing_site.foundation.models import AuditEntry
from metering.models import ReadingUpload, Utility
from metering.models import upload_files as files_module
from metering.models.upload_files import open_file
from metering.use_cases.cancel_reading_upload import cancel_reading_upload
from metering.use_cases.import_readings import import_readings
from metering.use_cases.receive_reading_upload import ReadingUploadIsKnown, UnableToReceiveReadingUpload
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from tests.factories.metering import UtilityFactory
from tests.factories.uploads import SENT_AT, channel_at, checked, csv_of, half_hours, received, stored
from tests.integration.metering.meter_files import long_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]


def rung():
    return [(row.task["func"], row.task["kwargs"]) for row in OrmQ.objects.order_by("pk")]


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_keeps_the_bytes_and_rings_for_the_check():
    upload = received(b"anything", zone_name="Europe/London", interval_ending=True)
    assert (upload.state, upload.size_bytes, upload.progress_total) == ("RECEIVED", 8, 8)
    assert upload.profile["zone_name"] == "Europe/London"
    assert upload.profile["interval_ending"] is True
    with open_file(upload.content_hash) as kept:
        assert kept.read() == b"anything"
    assert rung() == [("metering.tasks.work_on_reading_upload", {"upload_id": upload.pk})]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_id, entry.details["file_name"]) == (
        "RECEIVED",
        str(upload.pk),
        "march.csv",
    )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/x.csv", "x.csv"),
        ("C:\\Users\\me\\x.csv", "x.csv"),
        ("a\r\nX-Evil: y.csv", "aX-Evil: y.csv"),
        ("\u202egpj.csv", "gpj.csv"),
        ('"quoted".csv', '"quoted".csv'),
        ("nul\0.csv", "nul.csv"),
        ("x" * 300 + ".csv", "x" * 251 + ".csv"),
        ("\u2067\u200f", "file"),
        ("..", ".."),
    ],
)
def test_a_file_name_is_text_and_nothing_else(sent, kept, upload_dir):
    assert received(file_name=sent).file_name == kept
    assert all(upload_dir in path.parents for path in files_in(upload_dir))


class TestOnce:
    def test_of_one_content_there_is_one_upload(self):
        first = received()
        with pytest.raises(ReadingUploadIsKnown) as known:
            received(file_name="renamed.csv", at=SENT_AT + timedelta(days=1))
        assert known.value.upload == first
        assert str(known.value) == (
            "identical to march.csv, which was sent on 1 Apr 2026 at 09:00 UTC: open that instead"
        )
        assert ReadingUpload.objects.count() == 1

    def test_the_database_sees_to_it(self):
        upload = received()
        upload.pk = None
        with pytest.raises(IntegrityError, match="once_while_undecided"), transaction.atomic():
            upload.save(force_insert=True)

    def test_another_utility_may_send_the_same(self):
        received()
        received(utility=UtilityFactory(code="SOUTH"))
        assert ReadingUpload.objects.count() == 2

    def test_a_refused_content_is_known(self):
        first = checked(b"no readings")
        with pytest.raises(ReadingUploadIsKnown) as known:
            received(b"no readings")
        assert known.value.upload == first

    def test_a_stored_content_is_known(self):
        channel_at()
        first = stored()
        with pytest.raises(ReadingUploadIsKnown) as known:
            received()
        assert known.value.upload == first

    def test_what_came_another_way_is_known(self):
        channel_at()
        batch = import_readings(
            utility=Utility.objects.get(),
            source=long_csv(half_hours(2)),
            source_name="by hand.csv",
            received_at=SENT_AT,
        ).batch
        with pytest.raises(
            ReadingUploadIsKnown, match=r"identical to by hand\.csv, which was stored"
        ) as known:
            received()
        assert (known.value.upload, known.value.batch) == (None, batch)

    def test_a_cancelled_content_may_come_again(self):
        first = received()
        cancel_reading_upload(upload=first, at=SENT_AT, actor=first.uploaded_by)
        again = received()
        assert again.pk != first.pk
        assert open_file(again.content_hash).read() == csv_of(*half_hours(2))

    def test_a_withdrawn_content_may_come_again(self):
        channel_at()
        first = stored()
        withdraw_reading_batch(
            batch=first.batch, withdrawn_at=SENT_AT + timedelta(days=1), reason="wrong month", actor=None
        )
        assert received().state == "RECEIVED"


class TestRefusing:
    def test_an_empty_file(self, upload_dir):
        with pytest.raises(UnableToReceiveReadingUpload, match="it is empty"):
            received(b"")
        assert (files_in(upload_dir), ReadingUpload.objects.count()) == ([], 0)

    def test_a_file_that_is_too_large(self, upload_dir, monkeypatch):
        monkeypatch.setattr(files_module, "LARGEST_FILE_BYTES", 4)
        with pytest.raises(UnableToReceiveReadingUpload, match="it could not be kept: it has more than"):
            received(b"12345")
        assert (files_in(upload_dir), ReadingUpload.objects.count()) == ([], 0)

    def test_a_full_disk(self, upload_dir, monkeypatch):
        def full(_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(files_module.os, "fsync", full)
        with pytest.raises(
            UnableToReceiveReadingUpload, match="it could not be kept: No space left on device"
        ):
            received()
        assert (files_in(upload_dir), ReadingUpload.objects.count()) == ([], 0)

    def test_a_known_file_leaves_no_second_copy(self, upload_dir):
        received()
        with pytest.raises(ReadingUploadIsKnown):
            received()
        assert len(files_in(upload_dir)) == 1
