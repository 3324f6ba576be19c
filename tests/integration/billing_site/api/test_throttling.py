"""A key's budget is counted exactly, however many requests come at once, and no key waits for another."""

import pytest
from django.db import connection, transaction
from django.test import RequestFactory

from billing_site.foundation.api import throttling
from billing_site.foundation.api.throttling import count_request
from billing_site.foundation.models import ApiRequestCount
from tests.factories.api_keys import Program, made_key, program
from tests.running_threads import at_once

pytestmark = pytest.mark.django_db
GET = RequestFactory().get("/api/v1/plans")


def clock_at(seconds, monkeypatch):
    monkeypatch.setattr(throttling, "CLOCK", f"to_timestamp({seconds})")


@pytest.mark.django_db(transaction=True)
def test_lets_as_many_pass_as_there_are_though_they_come_at_once(monkeypatch):
    clock_at(1_800_000_010.5, monkeypatch)
    monkeypatch.setattr(throttling, "READS_PER_WINDOW", 25)
    key = made_key()

    def ask():
        return [Program(key).get("plans") for _ in range(5)]

    answers = [answer for some in at_once(*[ask] * 8) for answer in some]
    passed = [answer for answer in answers if answer.status_code == 200]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert (len(passed), len(refused)) == (25, 15)
    assert {answer["Retry-After"] for answer in refused} == {"50"}
    assert {answer["RateLimit"] for answer in refused} == {'"read";r=0;t=50'}
    left = sorted(int(answer["RateLimit"].split(";")[1].removeprefix("r=")) for answer in passed)
    assert left == list(range(25))
    assert ApiRequestCount.objects.get().count == 40


@pytest.mark.django_db(transaction=True)
def test_a_key_whose_count_is_held_keeps_no_other_waiting():
    held, free = made_key().api_key, made_key().api_key
    count_request(GET, held)

    def count():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        return count_request(GET, free)

    with transaction.atomic():
        ApiRequestCount.objects.select_for_update().get(api_key=held)
        assert at_once(count) == [None]


def test_begins_again_with_each_minute(monkeypatch):
    monkeypatch.setattr(throttling, "READS_PER_WINDOW", 1)
    key = made_key().api_key
    waits = []
    for seconds in (59.75, 59.75, 60, 119.5, 120):
        clock_at(seconds, monkeypatch)
        waits.append(count_request(GET, key))
    assert waits == [None, 0.25, None, 0.5, None]
    assert ApiRequestCount.objects.count() == 1


def test_never_says_to_come_back_too_early(monkeypatch):
    monkeypatch.setattr(throttling, "READS_PER_WINDOW", 0)
    clock_at(1_800_000_010.6, monkeypatch)
    assert program().get("plans")["Retry-After"] == "50"
    clock_at(1_800_000_059.9, monkeypatch)
    assert program().get("plans")["Retry-After"] == "1"


def test_a_clock_that_went_back_does_not_fill_the_budget_again(monkeypatch):
    monkeypatch.setattr(throttling, "READS_PER_WINDOW", 1)
    key = made_key().api_key
    clock_at(120, monkeypatch)
    assert count_request(GET, key) is None
    clock_at(119, monkeypatch)
    assert count_request(GET, key) is not None


def test_counts_with_one_statement(django_assert_num_queries):
    key = made_key().api_key
    with django_assert_num_queries(1):
        count_request(GET, key)
