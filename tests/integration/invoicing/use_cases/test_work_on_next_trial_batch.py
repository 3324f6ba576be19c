"""One batch at a time, and nothing lost or done twice when a worker dies between two."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from invoicing import tasks
from invoicing.models import PlanTrialBatch, TrialEffect
from invoicing.queries.open_trials import find_open_trials
from invoicing.use_cases import work_on_next_trial_batch as module
from invoicing.use_cases.cancel_plan_trial import cancel_plan_trial
from invoicing.use_cases.work_on_next_trial_batch import UnableToRateTrialBatch, work_on_next_trial_batch
from tests.factories.billing import supplied_account
from tests.factories.trials import TRIED_AT, batch_states, draft_version, rate_through, started_trial

pytestmark = pytest.mark.django_db


def started(accounts=3):
    for _ in range(accounts):
        supplied_account()
    return started_trial(draft_version(standing="0.50"), accounts_per_batch=1)


def work(trial, **kwargs):
    return work_on_next_trial_batch(trial_id=trial.pk, at=TRIED_AT, **kwargs)


def test_goes_on_after_a_worker_died_between_two_batches():
    trial = started()
    assert work(trial).number == 1
    first = TrialEffect.objects.get().pk
    # The worker is dead; the clock finds that there is work, and another goes on.
    assert [ring.ids for ring in find_open_trials(TRIED_AT)] == [{"trial_id": trial.pk}]
    tasks.work_on_plan_trial(trial_id=trial.pk)
    assert batch_states(trial) == ["DONE", "DONE", "DONE"]
    assert TrialEffect.objects.filter(pk=first).exists()
    assert TrialEffect.objects.count() == 3
    assert list(find_open_trials(TRIED_AT)) == []


def test_a_second_run_changes_nothing():
    trial = rate_through(started())
    stored = list(TrialEffect.objects.order_by("pk").values())
    tasks.work_on_plan_trial(trial_id=trial.pk)
    assert list(TrialEffect.objects.order_by("pk").values()) == stored


def test_leaves_a_batch_that_fails_as_it_was_and_goes_on_with_the_others(monkeypatch):
    trial = started()
    whole = module.rate_trial_batch

    def broken(*, batch_id, rated_at):
        whole(batch_id=batch_id, rated_at=rated_at)
        if batch_id == trial.batches.get(number=2).pk:
            raise RuntimeError("disk full")

    monkeypatch.setattr(module, "rate_trial_batch", broken)
    with pytest.raises(UnableToRateTrialBatch) as caught:
        tasks.work_on_plan_trial(trial_id=trial.pk)
    assert caught.value.batch_id == trial.batches.get(number=2).pk
    assert batch_states(trial) == ["DONE", "OPEN", "DONE"]
    assert TrialEffect.objects.count() == 2


def test_lets_trouble_with_the_connection_rise(monkeypatch):
    trial = started(1)

    def broken(*, batch_id, rated_at):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(module, "rate_trial_batch", broken)
    with pytest.raises(OperationalError):
        work(trial)


def test_rates_no_batch_of_a_cancelled_trial():
    trial = started()
    work(trial)
    cancel_plan_trial(trial=trial, cancelled_at=TRIED_AT, actor="test")
    assert work(trial) is None
    assert batch_states(trial) == ["DONE", "OPEN", "OPEN"]


@pytest.mark.django_db(transaction=True)
def test_skips_a_batch_that_somebody_has():
    trial = started(2)
    done = []

    def other_worker():
        try:
            done.append(work(trial).number)
            done.append(work(trial))
        finally:
            connection.close()

    with transaction.atomic():
        PlanTrialBatch.objects.select_for_update().get(trial=trial, number=1)
        thread = threading.Thread(target=other_worker)
        thread.start()
        thread.join(20)
    assert done == [2, None]
    assert work(trial).number == 1
    trial.refresh_from_db()
    assert trial.state == "DONE"
