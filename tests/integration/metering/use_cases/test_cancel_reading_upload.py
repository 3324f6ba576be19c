"""Nobody wants the file any more."""

import pytest

from billing_site.foundation.models import AuditEntry
from metering.models.upload_files import open_file
from metering.use_cases.cancel_reading_upload import UnableToCancelReadingUpload, cancel_reading_upload
from metering.use_cases.receive_reading_submission import receive_reading_submission
from tests.factories.api_keys import made_key
from tests.factories.metering import UtilityFactory
from tests.factories.uploads import SENT_AT, channel_at, checked, fresh, received, stored, worked_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]


def cancel(upload):
    return cancel_reading_upload(upload=upload, at=SENT_AT, actor=upload.uploaded_by)


@pytest.mark.parametrize("make", [received, checked])
def test_throws_the_bytes_away_and_keeps_the_row(make):
    upload = cancel(make())
    assert fresh(upload).state == "CANCELLED"
    with pytest.raises(FileNotFoundError):
        open_file(upload.content_hash)
    assert AuditEntry.objects.filter(action="CANCELLED").count() == 1


def test_keeps_the_bytes_that_another_utility_sent_too():
    upload, other = received(), received(utility=UtilityFactory(code="SOUTH"))
    cancel(upload)
    open_file(other.content_hash).close()
    cancel(other)
    with pytest.raises(FileNotFoundError):
        open_file(other.content_hash)


def test_twice_is_once():
    upload = cancel(received())
    assert cancel(upload).state == "CANCELLED"
    assert AuditEntry.objects.filter(action="CANCELLED").count() == 1


def test_what_is_stored_is_undone_instead():
    channel_at()
    with pytest.raises(UnableToCancelReadingUpload, match="it is stored: undo it instead"):
        cancel(stored())


def test_leaves_a_worker_nothing_to_do():
    upload = cancel(received())
    assert worked_on(upload).state == "CANCELLED"


def test_keeps_the_bytes_that_a_request_still_waits_with():
    upload = received()
    with open_file(upload.content_hash) as kept:
        waiting, _ = receive_reading_submission(
            utility=upload.utility,
            api_key=made_key().api_key,
            content=kept.read(),
            media_type="text/csv",
            accepts_partial=True,
            request_id="req_1",
            received_at=SENT_AT,
        )
    assert waiting.content_hash == upload.content_hash
    cancel(upload)
    open_file(waiting.content_hash).close()
