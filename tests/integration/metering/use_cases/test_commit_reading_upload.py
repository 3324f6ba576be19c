"""Somebody decides that the readings count."""

from datetime import timedelta

import pytest
from django_q.models import OrmQ

from billing_site.foundation.models import AuditEntry
from metering.use_cases.commit_reading_upload import UnableToCommitReadingUpload, commit_reading_upload
from tests.factories.uploads import SENT_AT, channel_at, checked, received, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]
LATER = SENT_AT + timedelta(hours=1)


def commit(upload, accepts_partial=False):
    return commit_reading_upload(
        upload=upload, accepts_partial=accepts_partial, at=LATER, actor=upload.uploaded_by
    )


def test_has_a_worker_store_them():
    channel_at()
    upload = checked()
    OrmQ.objects.all().delete()
    upload = commit(upload, accepts_partial=True)
    assert (upload.state, upload.accepts_partial, upload.progress_total) == ("COMMITTING", True, 2)
    assert (upload.decided_at, upload.decided_by) == (LATER, upload.uploaded_by)
    assert [row.task["kwargs"] for row in OrmQ.objects.all()] == [{"upload_id": upload.pk}]
    entry = AuditEntry.objects.get(action="COMMITTED")
    assert entry.details == {"accepts_partial": True}


def test_twice_is_once():
    channel_at()
    upload = checked()
    commit(upload)
    OrmQ.objects.all().delete()
    assert commit(upload, accepts_partial=True).accepts_partial is False
    assert not OrmQ.objects.exists()
    assert AuditEntry.objects.filter(action="COMMITTED").count() == 1


def test_of_what_is_stored_does_nothing():
    channel_at()
    assert commit(stored()).state == "COMMITTED"


@pytest.mark.parametrize(("make", "word"), [(received, "being checked"), (checked, "refused")])
def test_needs_a_check_that_found_something(make, word):
    with pytest.raises(UnableToCommitReadingUpload, match=f"it is {word}: it cannot be stored now"):
        commit(make())
