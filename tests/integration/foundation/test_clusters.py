"""The watchdog, with real processes that are really killed, on a real database."""

import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from billing_site.foundation import jobs
from billing_site.foundation.clusters import Limits, WorkerPool
from billing_site.foundation.models import ClusterHeartbeat, Job, OutboxEvent
from billing_site.foundation.process_groups import processes_in, title
from tests.integration.foundation.sample_tasks import COUNT_ONCE
from tests.running_workers import CANARY_LIMIT_S, Work, child_environment, eventually

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


@pytest.fixture
def start_work(tmp_path) -> Iterator[Callable[..., Work]]:
    started: list[Work] = []

    def start(clusters: int = 1) -> Work:
        started.append(Work(tmp_path / f"work-{len(started)}.log", clusters))
        return started[-1]

    yield start
    for work in started:
        work.kill_remains()


@pytest.fixture
def open_jobs(instant) -> Callable[..., None]:
    def open_some(*keys: str, seconds: float = 0.0) -> None:
        for key in keys:
            jobs.open_job(task_path=COUNT_ONCE, key=key, arguments={"seconds": seconds}, at=instant)

    return open_some


def all_done() -> bool:
    return not Job.objects.exclude(state=Job.State.DONE).exists()


def counts() -> dict[str, int]:
    """Return how often each job took effect."""
    keys = list(OutboxEvent.objects.values_list("payload__key", flat=True))
    return {key: keys.count(key) for key in keys}


def test_does_a_job_once_when_its_worker_is_killed_in_the_middle(start_work, open_jobs):
    work = start_work(clusters=2)
    open_jobs("a", "b", "c", seconds=1.5)
    assert eventually(lambda: len(work.processes(" processing ")) == 2), work.output
    time.sleep(0.5)
    os.kill(work.processes(" processing ")[0], signal.SIGKILL)
    assert eventually(all_done), work.output
    assert counts() == {"a": 1, "b": 1, "c": 1}


def test_replaces_a_cluster_whose_idle_worker_is_killed(start_work, open_jobs):
    work = start_work()
    assert eventually(lambda: len(work.processes(" idle")) == 1), work.output
    os.kill(work.processes(" idle")[0], signal.SIGKILL)
    open_jobs("a", "b")
    assert eventually(all_done), work.output
    assert counts() == {"a": 1, "b": 1}
    assert work.events("cluster 1 hung for") == 1
    assert list(processes_in(work.groups[:1])) == []


def test_replaces_a_cluster_that_dies(start_work, open_jobs):
    work = start_work()
    os.kill(work.groups[0], signal.SIGKILL)
    open_jobs("a")
    assert eventually(all_done), work.output
    assert work.events("cluster 1 died") == 1
    assert list(processes_in(work.groups[:1])) == []


def test_leaves_a_cluster_alone_that_is_busy_for_long(start_work, open_jobs):
    work = start_work()
    open_jobs("a", seconds=2 * CANARY_LIMIT_S)
    assert eventually(lambda: ClusterHeartbeat.objects.filter(pid=work.groups[0]).exists()), work.output
    assert eventually(all_done), work.output
    assert counts() == {"a": 1}
    assert len(work.groups) == 1
    work.process.terminate()
    assert work.process.wait(20) == 0, work.output
    assert ClusterHeartbeat.objects.count() == 0


def test_is_not_alarmed_after_it_was_suspended_itself(start_work):
    work = start_work()
    work.process.send_signal(signal.SIGSTOP)
    time.sleep(CANARY_LIMIT_S + 1)
    work.process.send_signal(signal.SIGCONT)
    time.sleep(1)
    assert len(work.groups) == 1, work.output


def test_leaves_no_process_when_it_is_killed_itself(start_work, open_jobs):
    work = start_work(clusters=2)
    open_jobs("a", seconds=60)
    assert eventually(lambda: work.processes(" processing ")), work.output
    assert len(work.processes()) == 10
    work.process.kill()
    assert eventually(lambda: not work.processes(), 5), [title(pid) for pid in work.processes()]
    assert (Job.objects.get().state, counts()) == ("OPEN", {})


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_lets_running_jobs_finish_when_it_is_told_to_stop(number, start_work, open_jobs):
    work = start_work(clusters=2)
    open_jobs("a", seconds=1)
    assert eventually(lambda: work.processes(" processing ")), work.output
    work.process.send_signal(number)
    assert work.process.wait(20) == 0, work.output
    assert work.processes() == []
    assert (all_done(), counts()) == (True, {"a": 1})
    assert work.output.rstrip().endswith("stopped")


def test_pauses_between_clusters_that_cannot_start():
    events = []
    environment = child_environment() | {"DJANGO_SETTINGS_MODULE": "no_such_settings"}
    with WorkerPool(1, limits=Limits(), report=events.append, environment=environment) as pool:
        deadline = time.monotonic() + 2.5
        while time.monotonic() < deadline:
            pool.watch(0.05)
    assert 2 <= sum("starts as" in event for event in events) <= 3
