"""The queue is a doorbell: rung in the transaction, rung again for what is open, never the truth."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django_q.exceptions import TimeoutException
from django_q.models import OrmQ

from billing_site.foundation import jobs
from billing_site.foundation.checks import queue_settings_are_safe
from billing_site.foundation.models import Job
from tests.integration.foundation.sample_tasks import COUNT_ONCE

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_work(monkeypatch):
    """The register of finders with our own only, for a test to add to."""
    registered = {"jobs": jobs.find_open_jobs}
    monkeypatch.setattr(jobs, "OPEN_WORK", registered)
    return registered


def queued():
    """Return what waits in the queue as (task path, ids)."""
    return [(row.task["func"], row.task["kwargs"]) for row in OrmQ.objects.order_by("pk")]


def open_job(instant, key="1"):
    return jobs.open_job(task_path=COUNT_ONCE, key=key, arguments={"seconds": 0}, at=instant)


def mark_waiting(instant):
    """Date the queue's messages as if they had been sent shortly before `instant`."""
    OrmQ.objects.update(lock=instant - timedelta(seconds=1))


class TestRing:
    """One wake-up."""

    def test_queues_the_task_with_its_ids(self):
        jobs.ring("some.task", bill_run_id=7, task_path="x")
        assert queued() == [("some.task", {"bill_run_id": 7, "task_path": "x"})]

    def test_vanishes_with_the_transaction(self):
        with transaction.atomic():
            jobs.ring("some.task", bill_run_id=7)
            assert len(queued()) == 1
            transaction.set_rollback(True)
        assert queued() == []

    @pytest.mark.django_db(transaction=True)
    def test_is_invisible_to_others_until_the_transaction_commits(self):
        seen = []

        def look():
            try:
                seen.append(len(queued()))
            finally:
                connection.close()

        def look_from_elsewhere():
            thread = threading.Thread(target=look)
            thread.start()
            thread.join()

        with transaction.atomic():
            jobs.ring("some.task", bill_run_id=7)
            look_from_elsewhere()
        look_from_elsewhere()
        assert seen == [0, 1]

    @pytest.mark.parametrize("name", sorted(jobs.NAMES_TAKEN_BY_DJANGO_Q))
    def test_refuses_names_that_django_q_would_swallow(self, name):
        with pytest.raises(ValueError, match=name):
            jobs.ring("some.task", **{name: 1})

    def test_refuses_anything_but_ids(self):
        with pytest.raises(TypeError, match="Only ids"):
            jobs.ring("some.task", rows=[1, 2])


class TestRingAgain:
    """What is open is rung for until it is done."""

    def test_rings_for_each_open_job(self, open_work, instant):
        first, second = open_job(instant, "1"), open_job(instant, "2")
        OrmQ.objects.all().delete()  # a restored backup, a purge, a lost message
        rung = jobs.ring_again(instant)
        assert [(ring.task_path, ring.ids) for ring in rung] == queued()
        assert queued() == [(COUNT_ONCE, {"job_id": first.pk}), (COUNT_ONCE, {"job_id": second.pk})]

    def test_does_not_ring_for_finished_jobs(self, open_work, instant):
        with jobs.claimed(open_job(instant).pk, at=instant) as job:
            jobs.finish(job, at=instant)
        OrmQ.objects.all().delete()
        assert jobs.ring_again(instant) == []

    def test_does_not_ring_again_while_a_ring_waits(self, open_work, instant):
        open_job(instant)
        mark_waiting(instant)
        assert jobs.ring_again(instant) == []
        assert len(queued()) == 1

    def test_rings_again_when_the_message_was_taken(self, open_work, instant):
        open_job(instant)
        OrmQ.objects.update(lock=instant + timedelta(seconds=720))  # by somebody who may be dead
        assert len(jobs.ring_again(instant)) == 1
        assert len(queued()) == 2

    def test_asks_every_registered_finder_with_the_time(self, open_work, instant):
        asked = []

        def find_runs(now):
            asked.append(now)
            yield jobs.Ring("invoicing.tasks.work_on_bill_run", {"bill_run_id": 3})

        jobs.register_open_work("bill runs", find_runs)
        assert [ring.ids for ring in jobs.ring_again(instant)] == [{"bill_run_id": 3}]
        assert asked == [instant]

    def test_goes_on_when_a_finder_fails(self, monkeypatch, instant, caplog):
        def broken(now):
            raise ZeroDivisionError

        open_job(instant)
        OrmQ.objects.all().delete()
        monkeypatch.setattr(jobs, "OPEN_WORK", {"broken": broken, "jobs": jobs.find_open_jobs})
        assert len(jobs.ring_again(instant)) == 1
        assert "a finder of open work failed" in caplog.text

    def test_rings_no_more_when_plenty_waits(self, open_work, instant, monkeypatch):
        monkeypatch.setattr(jobs, "WAITING_IS_PLENTY", 1)
        for number in range(2):
            jobs.ring("some.task", number=number)
        mark_waiting(instant)
        open_job(instant)
        assert jobs.ring_again(instant) == []

    def test_asks_a_fixed_number_of_questions_however_much_waits(
        self, open_work, instant, django_assert_num_queries
    ):
        for number in range(20):
            open_job(instant, str(number))
        mark_waiting(instant)
        with django_assert_num_queries(4):  # queue, savepoint, jobs, release
            jobs.ring_again(instant)


class TestJobs:
    """Rows for work that has no table of its own."""

    def test_opens_one_job_per_task_and_key(self, instant):
        first = open_job(instant)
        assert open_job(instant + timedelta(hours=1)).pk == first.pk
        assert (first.state, first.arguments, first.created_at) == ("OPEN", {"seconds": 0}, instant)
        assert queued() == [(COUNT_ONCE, {"job_id": first.pk})]

    def test_is_done_once_it_is_finished(self, instant):
        opened = open_job(instant)
        later = instant + timedelta(minutes=1)
        with jobs.claimed(opened.pk, at=later) as job:
            jobs.finish(job, at=later)
        opened.refresh_from_db()
        assert (opened.state, opened.started_at, opened.finished_at) == ("DONE", later, later)
        with jobs.claimed(opened.pk, at=later) as job:
            assert job is None

    def test_stays_open_between_steps_and_shows_progress(self, instant):
        opened = open_job(instant)
        later = instant + timedelta(minutes=1)
        with jobs.claimed(opened.pk, at=instant) as job:
            jobs.report_progress(job, done=1, total=3, at=instant)
        with jobs.claimed(opened.pk, at=later) as job:
            jobs.report_progress(job, done=2, total=3, at=later)
        opened.refresh_from_db()
        assert (opened.state, opened.progress_done, opened.progress_total) == ("OPEN", 2, 3)
        assert (opened.started_at, opened.heartbeat_at) == (instant, later)

    @pytest.mark.parametrize("error", [RuntimeError("no tariff"), TimeoutException("no tariff")])
    def test_fails_with_the_reason_and_without_its_work(self, error, instant):
        opened = open_job(instant)

        def work_and_fail():
            with jobs.claimed(opened.pk, at=instant) as job:
                jobs.report_progress(job, done=1, total=3, at=instant)
                raise error

        with pytest.raises(type(error)):
            work_and_fail()
        opened.refresh_from_db()
        assert (opened.state, opened.error) == ("FAILED", f"{type(error).__name__}: no tariff")
        assert (opened.progress_done, opened.finished_at) == (0, instant)

    def test_stays_open_when_the_database_fails(self, instant):
        opened = open_job(instant)
        with pytest.raises(OperationalError), jobs.claimed(opened.pk, at=instant):
            raise OperationalError("connection lost")
        opened.refresh_from_db()
        assert opened.state == "OPEN"

    def test_gets_another_try_when_it_is_reopened(self, instant):
        opened = open_job(instant)
        with pytest.raises(RuntimeError), jobs.claimed(opened.pk, at=instant):
            raise RuntimeError
        OrmQ.objects.all().delete()
        jobs.reopen_job(opened)
        jobs.reopen_job(opened)
        opened.refresh_from_db()
        assert (opened.state, opened.error, opened.finished_at) == ("OPEN", "", None)
        assert queued() == [(COUNT_ONCE, {"job_id": opened.pk})]

    @pytest.mark.django_db(transaction=True)
    def test_is_skipped_while_somebody_has_it(self, instant):
        opened = open_job(instant)
        found = []

        def claim():
            try:
                with jobs.claimed(opened.pk, at=instant) as job:
                    found.append(job)
            finally:
                connection.close()

        with jobs.claimed(opened.pk, at=instant):
            thread = threading.Thread(target=claim)
            thread.start()
            thread.join(10)
        assert found == [None]

    @pytest.mark.parametrize(
        ("values", "constraint"),
        [
            ({"kind": "not a path"}, "job_kind_is_a_task_path"),
            ({"state": "DONE"}, "job_is_open_or_finished"),
            ({"state": "ELSE"}, "job_is_open_or_finished"),
            ({"error": "but open"}, "job_has_an_error_when_failed"),
            ({"progress_done": 4, "progress_total": 3}, "job_progress_is_within_total"),
        ],
    )
    def test_cannot_contradict_itself(self, values, constraint, instant):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Job.objects.create(**{"kind": "some.task", "key": "1", "created_at": instant} | values)


class TestSettings:
    """Start-up checks."""

    def test_are_safe(self):
        assert queue_settings_are_safe(None) == []

    @pytest.mark.parametrize(
        ("change", "error"),
        [
            ({"orm": "other"}, "foundation.E001"),
            ({"broker_class": "a.Broker"}, "foundation.E001"),
            ({"timeout": 720}, "foundation.E002"),
            ({"timeout": None}, "foundation.E002"),
        ],
    )
    def test_are_refused_where_work_could_be_lost_or_done_twice(self, change, error, settings):
        settings.Q_CLUSTER = settings.Q_CLUSTER | change
        assert [found.id for found in queue_settings_are_safe(None)] == [error]
