"""What is kept no longer is deleted in portions, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from billing_site.foundation import expired_rows
from billing_site.foundation.expired_rows import KINDS, delete_expired_rows, find_expired_rows
from billing_site.foundation.idempotency import KEPT_FOR, once
from billing_site.foundation.jobs import OPEN_WORK, Ring
from billing_site.foundation.models import ApiKeyAddress, ApiRequest, IdempotencyKey
from billing_site.foundation.tasks import delete_expired_rows as task
from tests.factories.api_keys import made_key
from tests.running_threads import at_once

WEEK, HOUR, MOMENT = KEPT_FOR, timedelta(hours=1), timedelta(microseconds=1)


def idempotency_key(at, key="k", request_hash="abc"):
    return IdempotencyKey.objects.create(
        owner="head-end", key=key, request_hash=request_hash, response=1, created_at=at
    )


def ask(at, answer, request_hash="abc"):
    return once(owner="head-end", key="k", request_hash=request_hash, at=at, effect=lambda: answer)


@pytest.mark.django_db
def test_deletes_what_has_expired_and_nothing_else(instant):
    idempotency_key(instant - WEEK - MOMENT, "old")
    idempotency_key(instant - WEEK, "young")
    assert delete_expired_rows(at=instant) == 1
    assert [row.key for row in IdempotencyKey.objects.all()] == ["young"]
    assert delete_expired_rows(at=instant) == 0


@pytest.mark.django_db
def test_deletes_requests_after_a_month_and_addresses_after_a_year(instant):
    key = made_key().api_key
    for days in (29, 31):
        ApiRequest.objects.create(
            at=instant - timedelta(days=days),
            api_key=key,
            method="GET",
            path="/",
            status=200,
            duration_ms=1,
            request_id=str(days),
            received_bytes=0,
        )
    for days in (365, 367):
        at = instant - timedelta(days=days)
        ApiKeyAddress.objects.create(
            api_key=key, address=f"192.0.2.{days - 300}", first_seen_at=at, last_seen_at=at
        )
    assert delete_expired_rows(at=instant) == 2
    assert ApiRequest.objects.get().request_id == "29"
    assert ApiKeyAddress.objects.get().address == "192.0.2.65"


@pytest.mark.django_db
def test_takes_one_portion_after_the_other_and_ends_a_job_in_time(instant, monkeypatch):
    monkeypatch.setattr(expired_rows, "_ROWS_AT_ONCE", 2)
    monkeypatch.setattr(expired_rows, "_PORTIONS_AT_ONCE", 2)
    for number in range(5):
        idempotency_key(instant - WEEK * 2, str(number))
    assert [delete_expired_rows(at=instant) for _ in range(3)] == [4, 1, 0]


@pytest.mark.django_db
def test_is_rung_for_while_something_has_been_over_for_an_hour(instant):
    assert OPEN_WORK["expired rows"] is find_expired_rows
    idempotency_key(instant - WEEK - HOUR)
    assert list(find_expired_rows(instant)) == []
    later = instant + MOMENT
    assert list(find_expired_rows(later)) == [Ring(expired_rows.DELETE_EXPIRED_ROWS_TASK, {})]
    delete_expired_rows(at=later)
    assert list(find_expired_rows(later)) == []


@pytest.mark.django_db
def test_the_task_goes_by_the_clock(instant):
    idempotency_key(instant - timedelta(days=3650))
    task(of_a_later_version=1)
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_every_kind_can_be_deleted(instant):
    assert len({kind.model for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        assert kind.expired(instant).count() == 0, kind


@pytest.mark.django_db
@pytest.mark.parametrize("is_deleted", [True, False])
def test_a_key_is_a_replay_for_a_week_and_then_a_new_request(instant, is_deleted):
    """Whether the deletion has come round or not."""
    ask(instant, "first")
    if is_deleted:
        delete_expired_rows(at=instant + WEEK)
    replay = ask(instant + WEEK, "second")
    assert (replay.response, replay.is_replay) == ("first", True)
    if is_deleted:
        assert delete_expired_rows(at=instant + WEEK + MOMENT) == 1
    new = ask(instant + WEEK + MOMENT, "third", request_hash="another body")
    assert (new.response, new.is_replay) == ("third", False)
    assert IdempotencyKey.objects.get().created_at == instant + WEEK + MOMENT


@pytest.mark.django_db(transaction=True)
def test_an_old_key_that_comes_eight_times_at_once_has_one_effect(instant):
    idempotency_key(instant - WEEK * 2, request_hash="abc")
    answers = at_once(*[lambda: ask(instant, "new")] * 8)
    assert sorted(answer.is_replay for answer in answers) == [False] + [True] * 7
    assert {answer.response for answer in answers} == {"new"}


@pytest.mark.django_db(transaction=True)
def test_leaves_a_row_that_a_request_holds(instant):
    held = idempotency_key(instant - WEEK * 2, "held")
    idempotency_key(instant - WEEK * 2, "free")
    with transaction.atomic():
        IdempotencyKey.objects.select_for_update().get(pk=held.pk)

        def delete():
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            return delete_expired_rows(at=instant)

        assert at_once(delete) == [1]
    assert IdempotencyKey.objects.get() == held
