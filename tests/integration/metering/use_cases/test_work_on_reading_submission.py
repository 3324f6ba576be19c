"""A worker stores a large body, or says why not."""

import pytest

from billing_site.foundation.models import Job
from metering import tasks
from metering.models import ReadingBatch, ReadingSubmission, ReadingUpload
from metering.models.upload_files import open_file, remove_file
from metering.use_cases import work_on_reading_submission as module
from metering.use_cases.receive_reading_submission import receive_reading_submission
from metering.use_cases.work_on_reading_submission import work_on_reading_submission
from tests.factories.api_keys import made_key
from tests.factories.metering import UtilityFactory
from tests.factories.people import UserFactory
from tests.factories.submissions import SENT_AT, body, half_hourly, series, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]


def received(content, **facts):
    return receive_reading_submission(
        **{
            "utility": UtilityFactory(),
            "api_key": made_key().api_key,
            "content": content,
            "media_type": "application/json",
            "accepts_partial": True,
            "request_id": "req_1",
            "received_at": SENT_AT,
            **facts,
        }
    )[0]


def work(submission):
    job = Job.objects.get(key=submission.reference)
    work_on_reading_submission(job_id=job.pk, at=SENT_AT)
    submission.refresh_from_db()
    job.refresh_from_db()
    return job


def is_kept(submission):
    try:
        open_file(submission.content_hash).close()
    except FileNotFoundError:
        return False
    return True


def test_stores_the_body_and_throws_the_bytes_away():
    half_hourly()
    submission = received(body())
    assert work(submission).state == "DONE"
    assert (submission.state, submission.batch.reading_count) == ("STORED", 2)
    assert not is_kept(submission)


def test_does_it_once_however_often_the_bell_rings():
    half_hourly()
    submission = received(body())
    job = work(submission)
    tasks.work_on_reading_submission(job_id=job.pk, of_a_newer_version=1)
    assert ReadingBatch.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "field"),
    [(body(series=[series(unit="m3")]), "unit"), (b"{", "file"), (b'{"utility":5}', "/utility")],
)
def test_notes_why_nothing_was_stored(content, field):
    half_hourly()
    submission = received(content)
    assert work(submission).state == "DONE"
    assert (submission.state, submission.batch, submission.error_count) == ("REFUSED", None, 1)
    assert [problem["field"] for problem in submission.problems] == [field]
    assert not ReadingBatch.objects.exists()


def test_says_so_when_the_bytes_are_gone():
    submission = received(body())
    remove_file(submission.content_hash)
    work(submission)
    assert submission.problems[0]["message"] == "what was sent is no longer there"


def test_finds_the_batch_when_the_same_was_stored_meanwhile():
    half_hourly()
    submission = received(body())
    stored = submitted()
    work(submission)
    assert (submission.state, submission.batch) == ("STORED", stored.batch)


def test_leaves_bytes_that_somebody_uploaded_too():
    half_hourly()
    submission = received(body())
    ReadingUpload.objects.create(
        utility=UtilityFactory(),
        uploaded_by=UserFactory(),
        file_name="same.json",
        size_bytes=1,
        content_hash=submission.content_hash,
        received_at=SENT_AT,
    )
    work(submission)
    assert is_kept(submission)


def test_fails_the_job_when_something_unexpected_happens(monkeypatch):
    monkeypatch.setattr(module, "store_reading_submission", lambda **_: 1 / 0)
    submission = received(body())
    with pytest.raises(ZeroDivisionError):
        work(submission)
    assert Job.objects.get().state == "FAILED"
    assert ReadingSubmission.objects.get().state == "RECEIVED"
    assert is_kept(submission)
