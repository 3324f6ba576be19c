"""Work for the queue: ring its bell, ring again for what is still open, and keep the rows of single jobs.

The queue is only a doorbell (docs/decisions/0005): a message may be lost, come late or come twice. What is to
be done stands in rows, and a task claims such a row with FOR UPDATE SKIP LOCKED in the transaction that does
its work. Whoever has rows of their own registers a function that finds the open ones; work without a table of
its own uses `Job`.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import OperationalError, transaction
from django_q.conf import Conf
from django_q.exceptions import TimeoutException
from django_q.models import OrmQ
from django_q.tasks import async_task

from billing_site.foundation.models import Job

log = logging.getLogger(__name__)

# async_task takes keywords of these names for itself, and the task would never see them.
NAMES_TAKEN_BY_DJANGO_Q = frozenset(
    [
        "broker",
        "cached",
        "chain",
        "cluster",
        "ack_failure",
        "func",
        "group",
        "hook",
        "iter_cached",
        "iter_count",
        "q_options",
        "save",
        "sync",
        "task_name",
        "timeout",
    ]
)
RINGS_AT_ONCE = 1_000  # of one finder; the rest follows a minute later
WAITING_IS_PLENTY = 5_000
ERROR_LENGTH = 2_000


@dataclass(frozen=True)
class Ring:
    """One wake-up: the dotted path of a task, and the ids it is called with."""

    task_path: str
    ids: Mapping[str, int | str]

    def key(self) -> tuple[object, ...]:
        """Return what two rings for the same work have in common."""
        return (self.task_path, *sorted(self.ids.items()))


FindOpen = Callable[[datetime], Iterable[Ring]]
OPEN_WORK: dict[str, FindOpen] = {}


def ring(task_path: str, /, **ids: int | str) -> None:
    """Queue a call of the task with these ids, in the caller's transaction if there is one.

    The queue's row commits or vanishes with everything else the transaction writes; a system check sees to it
    that the queue is on the same database connection. Raises TypeError if something else than an id is passed,
    and ValueError for a name that django-q takes for itself.
    """
    if taken := NAMES_TAKEN_BY_DJANGO_Q & ids.keys():
        raise ValueError(f"django-q takes these names for itself: {', '.join(sorted(taken))}")
    if not all(isinstance(value, int | str) for value in ids.values()):
        raise TypeError(f"Only ids travel through the queue: {ids!r}")
    async_task(task_path, **ids)


def register_open_work(name: str, find_open: FindOpen) -> None:
    """Have `find_open(now)` asked for the rings of all open work, every minute; for AppConfig.ready of the apps."""
    OPEN_WORK[name] = find_open


def ring_again(now: datetime) -> list[Ring]:
    """Ring for all open work whose ring is not waiting in the queue anyway; return what was rung.

    A finder that raises is logged and does not keep the others from being asked.
    """
    waiting = _rings_waiting(now)
    if waiting is None:
        return []
    rung: list[Ring] = []
    for find_open in OPEN_WORK.values():
        try:
            with transaction.atomic():
                missing = [
                    found for found in islice(find_open(now), RINGS_AT_ONCE) if found.key() not in waiting
                ]
                for found in missing:
                    ring(found.task_path, **found.ids)
        except OperationalError:
            raise  # no finder will fare better without the database
        except Exception:
            log.exception("a finder of open work failed")
        else:
            rung += missing
    return rung


def _rings_waiting(now: datetime) -> set[tuple[object, ...]] | None:
    """Return the keys of what no cluster has taken yet; None if that is so much that no ring is missing.

    Messages that were taken do not count: whoever took them may be dead.
    """
    rows = OrmQ.objects.filter(key=Conf.CLUSTER_NAME, lock__lte=now)[: WAITING_IS_PLENTY + 1]
    tasks: list[dict[str, Any]] = [row.task for row in rows]
    if len(tasks) > WAITING_IS_PLENTY:
        return None
    return {Ring(task["func"], task["kwargs"]).key() for task in tasks if "func" in task}


def open_job(*, task_path: str, key: str, arguments: dict[str, Any], at: datetime) -> Job:
    """Return the job for this task and key, opened and rung for in the caller's transaction unless it is there."""
    with transaction.atomic():
        job, is_new = Job.objects.get_or_create(
            kind=task_path, key=key, defaults={"arguments": arguments, "created_at": at}
        )
        if is_new:
            ring(task_path, job_id=job.pk)
    return job


def reopen_job(job: Job) -> None:
    """Give a failed job another try; does nothing if it is not failed (any more)."""
    with transaction.atomic():
        was_failed = Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
            state=Job.State.OPEN, finished_at=None, error=""
        )
        if was_failed:
            ring(job.kind, job_id=job.pk)


@contextmanager
def claimed(job_id: int, *, at: datetime) -> Iterator[Job | None]:
    """Lock an open job for one transaction, which the body works in; None if it is finished or somebody has it.

    The body calls `finish`; a job of many steps may instead end a step with `report_progress` and a ring for
    the next. If the body raises, its work is rolled back, the job is marked as failed and the error rises;
    after an OperationalError (connection lost, deadlock) the job stays open and is rung again.
    """
    job: Job | None = None
    try:
        with transaction.atomic(durable=True):
            job = (
                Job.objects.select_for_update(skip_locked=True)
                .filter(pk=job_id, state=Job.State.OPEN)
                .first()
            )
            if job is not None:
                job.started_at = job.started_at or at
                job.heartbeat_at = at
                job.save(update_fields=["started_at", "heartbeat_at"])
            yield job
    except OperationalError:
        raise
    except (Exception, TimeoutException) as error:  # django-q's timeout is a SystemExit
        if job is not None:
            _mark_failed(job, error, at)
        raise


def _mark_failed(job: Job, error: BaseException, at: datetime) -> None:
    """Set the job to failed, unless somebody has it by now.

    That may be the session of our own lost transaction: a statement that a timeout interrupted runs on in the
    server. The job then stays open, and is tried again.
    """
    with transaction.atomic():
        free = Job.objects.select_for_update(skip_locked=True).filter(pk=job.pk, state=Job.State.OPEN).first()
        if free is not None:
            free.state, free.finished_at = Job.State.FAILED, at
            free.error = f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
            free.save(update_fields=["state", "finished_at", "error"])


def report_progress(job: Job, *, done: int, total: int | None, at: datetime) -> None:
    """Store how far a claimed job is; others see it when the transaction commits."""
    job.progress_done, job.progress_total, job.heartbeat_at = done, total, at
    job.save(update_fields=["progress_done", "progress_total", "heartbeat_at"])


def finish(job: Job, *, at: datetime) -> None:
    """Mark a claimed job as done, in the transaction that did its work."""
    job.state, job.finished_at = Job.State.DONE, at
    job.save(update_fields=["state", "finished_at"])


def find_open_jobs(now: datetime) -> Iterator[Ring]:
    """Yield a ring for each open job, the oldest first."""
    jobs = Job.objects.filter(state=Job.State.OPEN).order_by("pk").values_list("pk", "kind")
    for job_id, task_path in jobs[:RINGS_AT_ONCE]:
        yield Ring(task_path, {"job_id": job_id})
