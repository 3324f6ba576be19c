"""A request has one effect, however often and however simultaneously it is sent."""

import json
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from billing_site.foundation.idempotency import KeyReused, once
from billing_site.foundation.models import IdempotencyKey, OutboxEvent


class Effect:
    """Counts its calls, in the process and in the database."""

    def __init__(self, instant, response=None):
        self.instant = instant
        self.response = response
        self.calls = 0

    def __call__(self):
        self.calls += 1
        OutboxEvent.objects.create(
            kind="PAID", subject_type="x.y", subject_id=str(self.calls), created_at=self.instant
        )
        return self.response


def ask(effect, *, key="k", owner="head-end", request_hash="abc"):
    return once(owner=owner, key=key, request_hash=request_hash, at=effect.instant, effect=effect)


@pytest.mark.django_db
def test_performs_the_first_request_and_replays_its_answer(instant):
    effect = Effect(instant, {"status": 201, "body": {"zeta": "1.10", "alpha": None}})
    first, second = ask(effect), ask(effect)
    assert (first.is_replay, second.is_replay, effect.calls) == (False, True, 1)
    assert first.response == effect.response
    assert json.dumps(first.response) == json.dumps(second.response)


@pytest.mark.django_db
def test_refuses_another_request_under_the_same_key(instant):
    effect = Effect(instant)
    ask(effect)
    with pytest.raises(KeyReused):
        ask(effect, request_hash="def")
    assert effect.calls == 1


@pytest.mark.django_db
def test_keeps_owners_and_keys_apart(instant):
    effect = Effect(instant)
    answers = [ask(effect), ask(effect, owner="portal"), ask(effect, key="other")]
    assert [answer.is_replay for answer in answers] == [False, False, False]
    assert effect.calls == 3


@pytest.mark.django_db
def test_frees_the_key_when_the_effect_fails(instant):
    def fail():
        OutboxEvent.objects.create(kind="PAID", subject_type="x.y", subject_id="1", created_at=instant)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(owner="head-end", key="k", request_hash="abc", at=instant, effect=fail)
    assert (IdempotencyKey.objects.count(), OutboxEvent.objects.count()) == (0, 0)
    assert ask(Effect(instant)).is_replay is False


@pytest.mark.django_db
def test_refuses_a_blank_key(instant):
    with pytest.raises(IntegrityError, match="idempotency_key_is_not_blank"), transaction.atomic():
        ask(Effect(instant), key="")


@pytest.mark.django_db(transaction=True)
def test_has_one_effect_for_eight_simultaneous_requests(instant):
    together = threading.Barrier(8)
    effect = Effect(instant, {"number": 17})
    answers = []

    def send():
        together.wait()
        try:
            answers.append(ask(effect))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.is_replay for answer in answers) == [False] + 7 * [True]
    assert [answer.response for answer in answers] == 8 * [{"number": 17}]
    assert (effect.calls, OutboxEvent.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_waits_for_the_first_request_and_takes_over_if_it_fails(instant):
    holds_key, may_fail = threading.Event(), threading.Event()
    effect = Effect(instant, {"number": 18})

    def hold_and_fail():
        holds_key.set()
        may_fail.wait(10)
        raise RuntimeError

    def send_first():
        try:
            with pytest.raises(RuntimeError):
                once(owner="head-end", key="k", request_hash="abc", at=instant, effect=hold_and_fail)
        finally:
            connection.close()

    answers = []

    def send_second():
        try:
            answers.append(ask(effect))
        finally:
            connection.close()

    first, second = threading.Thread(target=send_first), threading.Thread(target=send_second)
    first.start()
    assert holds_key.wait(10)
    second.start()
    second.join(0.5)
    assert second.is_alive()
    assert answers == []
    may_fail.set()
    first.join(10)
    second.join(10)
    assert [(answer.response, answer.is_replay) for answer in answers] == [({"number": 18}, False)]
    assert OutboxEvent.objects.count() == 1
