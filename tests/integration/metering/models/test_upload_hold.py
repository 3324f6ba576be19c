"""A worker's hold on an upload, and its progress in the eyes of others."""

import threading

import pytest
from django.db import connection, transaction

from metering.models import ReadingUpload
from metering.models import upload_hold as module
from metering.models.upload_hold import UploadCancelled, hold_upload
from tests.factories.uploads import fresh, received

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("upload_dir")]


def test_only_one_holds_an_upload_and_the_next_may_follow():
    upload = received()
    with hold_upload(upload.pk) as first, hold_upload(upload.pk) as second:
        assert first is not None
        assert second is None
    with hold_upload(upload.pk) as third:
        assert third is not None


def test_different_uploads_are_held_at_the_same_time():
    with hold_upload(1) as one, hold_upload(2) as other:
        assert one is not None
        assert other is not None


def test_progress_is_seen_while_the_holders_transaction_is_open():
    upload = received()
    seen = []

    def look():
        try:
            seen.append(fresh(upload).progress_done)
        finally:
            connection.close()

    with hold_upload(upload.pk) as hold, transaction.atomic():
        ReadingUpload.objects.count()
        hold.tell(40, 90)
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [40]
    assert fresh(upload).progress_total == 90


def test_does_not_tell_more_often_than_people_look():
    upload = received()
    with hold_upload(upload.pk) as hold:
        hold.tell(1, 90)
        hold.tell(2, 90)
    assert fresh(upload).progress_done == 1


def test_tells_the_holder_that_nobody_wants_it_any_more():
    upload = received()
    ReadingUpload.objects.filter(pk=upload.pk).update(state="CANCELLED")
    with hold_upload(upload.pk) as hold, pytest.raises(UploadCancelled):
        hold.tell(1, 90)


def test_does_not_wait_for_somebody_who_decides(monkeypatch):
    upload = received()
    with hold_upload(upload.pk) as hold:
        with hold._connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        with transaction.atomic():
            ReadingUpload.objects.select_for_update().get(pk=upload.pk)
            hold.tell(1, 90)
        monkeypatch.setattr(module, "_TOLD_EVERY_S", 0.0)
        hold.tell(2, 90)
    assert fresh(upload).progress_done == 2
