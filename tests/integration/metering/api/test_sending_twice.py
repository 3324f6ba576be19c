"""A request that comes twice has one effect, in whatever way it comes twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from billing_site.foundation.models import IdempotencyKey
from metering.models import IntervalDay, ReadingBatch, ReadingSubmission
from tests.factories.api_keys import Program, made_key, program
from tests.factories.submissions import body, half_hourly, series

KEY = {"Idempotency-Key": "7f0c2a52-9b1e-4e39-8a0d-6b9a4a3f5d10"}
AT_ONCE = 6


def send(sender, content=None, **headers):
    return sender.post("readings/batches", body() if content is None else content, headers={**KEY, **headers})


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_replays_the_same_bytes(self):
        half_hourly()
        sender = program()
        first, again = send(sender), send(sender)
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.content == again.content
        assert first["Location"] == again["Location"]
        assert "Idempotency-Replayed" not in first
        assert again["Idempotency-Replayed"] == "true"
        assert ReadingBatch.objects.count() == 1

    def test_refuses_another_body_under_the_same_key(self):
        half_hourly()
        sender = program()
        send(sender)
        answer = send(sender, body(series=[series(["9"])]))
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.mismatch")
        assert ReadingBatch.objects.count() == 1

    def test_leaves_the_key_free_when_nothing_was_stored(self):
        half_hourly()
        sender = program()
        assert send(sender, body(series=[series(["x"])])).status_code == 422
        assert send(sender).status_code == 201

    def test_keeps_the_keys_of_senders_and_addresses_apart(self):
        half_hourly()
        send(program())
        assert "Idempotency-Replayed" not in send(program())
        assert IdempotencyKey.objects.count() == 2

    @pytest.mark.parametrize("key", ["", "k" * 256, "a b", "a\x01", "ä"])
    def test_refuses_a_key_that_is_none(self, key):
        half_hourly()
        answer = program().post("readings/batches", body(), headers={"Idempotency-Key": key})
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency.key")
        assert not ReadingBatch.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("headers", [KEY, {}], ids=["with a key", "without"])
def test_has_one_effect_when_it_comes_at_the_same_moment(headers):
    half_hourly()
    key = made_key()
    together = Barrier(AT_ONCE)

    def request(_):
        sender = Program(key)
        together.wait()
        try:
            return sender.post("readings/batches", body(), headers=headers)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(request, range(AT_ONCE)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert [answer.get("Idempotency-Replayed") for answer in answers].count(None) == (
        1 if headers else AT_ONCE
    )
    assert (ReadingBatch.objects.count(), ReadingSubmission.objects.count()) == (1, 1)
    assert IntervalDay.objects.get().total == 1750
