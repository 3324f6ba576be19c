"""A worker takes the next step of an upload, whatever happens to it."""

import os
import signal
import subprocess
from datetime import timedelta

import pytest
from django.db import OperationalError
from django_q.exceptions import TimeoutException

from metering import tasks
from metering.file_formats import parsing_apart
from metering.models import ReadingBatch
from metering.models.upload_hold import UploadCancelled, hold_upload
from metering.queries.reading_uploads import find_uploads_at_work
from metering.use_cases import work_on_reading_upload as module
from metering.use_cases.commit_reading_upload import commit_reading_upload
from metering.use_cases.undo_reading_upload import undo_reading_upload
from metering.use_cases.withdraw_reading_batch import withdraw_reading_batch
from metering.use_cases.work_on_reading_upload import work_on_reading_upload
from tests.factories.uploads import (
    SENT_AT,
    channel_at,
    checked,
    csv_of,
    fresh,
    half_hours,
    received,
    stored,
    worked_on,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upload_dir")]
LATER = SENT_AT + timedelta(hours=2)


def committed():
    channel_at()
    upload = checked()
    return commit_reading_upload(upload=upload, accepts_partial=False, at=SENT_AT, actor=upload.uploaded_by)


def undone():
    channel_at()
    upload = stored()
    return undo_reading_upload(upload=upload, reason="wrong", at=LATER, actor=upload.uploaded_by)


def fail_with(monkeypatch, error):
    def fail(*_, **__):
        raise error

    for step in ("check_reading_upload", "store_reading_upload", "withdraw_reading_batch"):
        monkeypatch.setattr(module, step, fail)


def test_notes_when_it_began():
    upload = worked_on(received(), LATER)
    assert (upload.started_at, upload.attempt_count) == (LATER, 1)


def test_does_nothing_for_an_upload_that_waits_for_a_person():
    channel_at()
    upload = checked()
    assert worked_on(upload, LATER).attempt_count == upload.attempt_count


def test_does_nothing_for_an_upload_that_is_not_there():
    work_on_reading_upload(upload_id=7, at=SENT_AT)


def test_leaves_an_upload_to_the_worker_that_has_it():
    upload = received()
    with hold_upload(upload.pk):
        assert worked_on(upload).attempt_count == 0


@pytest.mark.parametrize(
    ("make", "state", "trouble"),
    [
        (received, "REFUSED", "The file could not be checked: something went wrong on our side"),
        (committed, "CHECKED", "Nothing was stored: something went wrong on our side"),
        (undone, "COMMITTED", "Nothing was undone: something went wrong on our side"),
    ],
)
def test_a_step_that_fails_is_told_in_words_and_in_the_log(monkeypatch, make, state, trouble):
    upload = make()
    fail_with(monkeypatch, RuntimeError("a mistake of ours"))
    with pytest.raises(RuntimeError):
        work_on_reading_upload(upload_id=upload.pk, at=LATER)
    assert fresh(upload).state == state
    assert fresh(upload).trouble.startswith(trouble)


def test_a_step_that_takes_too_long_is_told(monkeypatch):
    upload = received()
    fail_with(monkeypatch, TimeoutException("300 s"))
    with pytest.raises(TimeoutException):
        work_on_reading_upload(upload_id=upload.pk, at=LATER)
    assert "it took longer than a job may take" in fresh(upload).trouble


def test_trouble_with_the_database_leaves_it_waiting(monkeypatch):
    upload = received()
    fail_with(monkeypatch, OperationalError("connection lost"))
    with pytest.raises(OperationalError):
        work_on_reading_upload(upload_id=upload.pk, at=LATER)
    assert (fresh(upload).state, fresh(upload).trouble) == ("RECEIVED", "")


def test_what_nobody_wants_any_more_is_dropped(monkeypatch):
    upload = received()
    fail_with(monkeypatch, UploadCancelled())
    assert worked_on(upload).trouble == ""


def test_what_has_cost_three_workers_their_lives_is_given_up():
    upload = received()
    type(upload).objects.update(attempt_count=3)
    upload = worked_on(upload)
    assert (upload.state, upload.trouble) == (
        "REFUSED",
        "The file could not be checked: the work was broken off 3 times.",
    )


def test_a_batch_that_is_withdrawn_already_is_undone():
    upload = undone()
    withdraw_reading_batch(batch=upload.batch, withdrawn_at=LATER, reason="by command", actor=None)
    assert worked_on(upload, LATER).state == "WITHDRAWN"


class TestKilledReader:
    """The process that reads the file is killed: a sentence, and the file can be checked again."""

    @pytest.fixture(autouse=True)
    def killed(self, monkeypatch):
        started = subprocess.Popen

        def start(*arguments, **options):
            process = started(*arguments, **options)
            os.kill(process.pid, signal.SIGKILL)
            return process

        self.patch = pytest.MonkeyPatch()
        self.kill = lambda: self.patch.setattr(parsing_apart.subprocess, "Popen", start)
        yield
        self.patch.undo()

    def test_while_it_is_checked(self):
        channel_at()
        upload = received()
        self.kill()
        upload = worked_on(upload)
        assert (upload.state, upload.problems[0]["message"]) == (
            "REFUSED",
            "reading the file was broken off: the process that read it was ended",
        )

    def test_while_it_is_stored(self):
        upload = committed()
        self.kill()
        upload = worked_on(upload)
        assert (upload.state, upload.batch) == ("CHECKED", None)
        assert upload.problems[0]["message"].startswith("reading the file was broken off")
        assert not ReadingBatch.objects.exists()


def test_the_task_calls_it():
    channel_at()
    upload = received()
    tasks.work_on_reading_upload(upload_id=upload.pk, at_most="what a newer caller says")
    assert fresh(upload).state == "CHECKED"


def test_open_work_is_rung_for():
    channel_at()
    waiting = [received(csv_of(*half_hours(number))) for number in (2, 3)]
    checked(csv_of(*half_hours(4)))
    assert [ring.ids for ring in find_uploads_at_work(SENT_AT)] == [
        {"upload_id": upload.pk} for upload in waiting
    ]
