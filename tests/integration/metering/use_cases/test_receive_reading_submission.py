"""A large body is kept, and waits for a worker."""

import errno
import os

import pytest
from django_q.models import OrmQ

from billing_site.foundation.models import Job
from metering.models import ReadingSubmission
from metering.models.upload_files import open_file
from metering.use_cases.receive_reading_submission import (
    UnableToReceiveReadingSubmission,
    receive_reading_submission,
)
from tests.factories.api_keys import made_key
from tests.factories.metering import UtilityFactory
from tests.factories.submissions import SENT_AT, body, half_hourly, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]


def receive(content):
    return receive_reading_submission(
        utility=UtilityFactory(),
        api_key=made_key().api_key,
        content=content,
        media_type="application/json",
        accepts_partial=False,
        request_id="req_1",
        received_at=SENT_AT,
    )


def test_keeps_the_bytes_and_rings_for_a_worker():
    submission, is_new = receive(b"[1]")
    assert (is_new, submission.state, submission.batch) == (True, "RECEIVED", None)
    with open_file(submission.content_hash) as kept:
        assert kept.read() == b"[1]"
    job = Job.objects.get()
    assert (job.kind, job.key) == ("metering.tasks.work_on_reading_submission", submission.reference)
    assert OrmQ.objects.count() == 1


def test_finds_what_waits_already():
    first, _ = receive(b"[1]")
    assert receive(b"[1]") == (first, False)
    assert Job.objects.count() == 1


def test_finds_what_is_stored_already():
    half_hourly()
    stored = submitted()
    assert receive(body()) == (stored, False)
    assert not Job.objects.exists()


def test_keeps_nothing_on_a_full_disk(monkeypatch, upload_dir):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnableToReceiveReadingSubmission, match="No space left"):
        receive(b"[1]")
    assert not ReadingSubmission.objects.exists()
    assert not any(upload_dir.iterdir())
