"""Each request of a key is written down without its secrets, and never at its expense."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from billing_site.foundation.api import request_log, throttling
from billing_site.foundation.models import ApiKey, ApiKeyAddress, ApiRequest
from tests.factories.api_keys import Program, made_key, program

pytestmark = pytest.mark.django_db
FROM_ELSEWHERE = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}


def logged() -> ApiRequest:
    return ApiRequest.objects.latest("pk")


def test_writes_down_what_was_asked_and_answered():
    key = made_key()
    before = timezone.now()
    answer = Program(key).post("rate-previews", b"{}", headers={"Request-Id": "mine-1"})
    row = logged()
    assert (row.api_key, row.method, row.path) == (key.api_key, "POST", "/api/v1/rate-previews")
    assert (row.status, row.request_id, row.address) == (answer.status_code, "mine-1", "127.0.0.1")
    assert (row.received_bytes, row.sent_bytes) == (2, len(answer.content))
    assert before <= row.at <= timezone.now()
    assert row.duration_ms < 60_000


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("plans?limit=5", "/api/v1/plans?limit=5"),
        ("plans?token=hunter2&limit=5", "/api/v1/plans?token=…&limit=5"),
        ("nothing?limit=5", "/api/v1/nothing"),
        ("service-points?code=%00", "/api/v1/service-points?code=%00"),
        ("service-points?code=" + "9" * 5000, "/api/v1/service-points?code=" + "9" * 272),
        (
            "service-points?" + "&".join(["code=1"] * 30),
            "/api/v1/service-points?" + "&".join(["code=1"] * 20),
        ),
    ],
)
def test_shows_the_values_only_of_parameters_that_the_address_knows(path, shown):
    program().send("GET", path)
    rows = [row.path for row in ApiRequest.objects.all()]
    assert rows == ([] if path.startswith("nothing") else [shown])


def test_writes_no_key_down_even_where_it_is_part_of_the_path():
    other = made_key()
    program().send("GET", f"accounts/{other.text}")
    assert logged().path == "/api/v1/accounts/ub_…"


def test_knows_nobody_without_a_usable_key():
    Program().get("plans")
    Program("ub_unknown1_" + "x" * 43).get("plans")
    expired = made_key(at=timezone.now() - timedelta(days=400))
    Program(expired).get("plans")
    assert not ApiRequest.objects.exists()
    assert not ApiKeyAddress.objects.exists()


def test_keeps_each_address_with_its_first_and_last_time_and_its_count():
    key = made_key()
    for _ in range(3):
        Program(key).get("plans")
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        Program(key).get("plans", headers=FROM_ELSEWHERE)
    here, there = ApiKeyAddress.objects.order_by("pk")
    assert (here.address, here.request_count) == ("127.0.0.1", 3)
    assert here.first_seen_at < here.last_seen_at
    assert (there.address, there.request_count) == ("198.51.100.7", 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("break_it", ["the table is gone", "the facts cannot be told"])
def test_answers_though_it_cannot_be_written_down(break_it, monkeypatch, caplog):
    sender = program()
    if break_it == "the table is gone":
        monkeypatch.setattr(request_log, "_WRITE", "SELECT 1/0")
    else:
        monkeypatch.setattr(request_log, "shown_path", lambda _: 1 / 0)
    assert sender.get("plans").status_code == 200
    assert "could not be written down" in caplog.text


def test_writes_down_the_first_of_a_flood_and_counts_the_rest(monkeypatch):
    monkeypatch.setattr(throttling, "READS_PER_WINDOW", 2)
    monkeypatch.setattr(throttling, "CLOCK", "to_timestamp(1800000010)")
    sender = program()
    assert [sender.get("plans").status_code for _ in range(5)] == [200, 200, 429, 429, 429]
    assert [row.status for row in ApiRequest.objects.order_by("pk")] == [200, 200, 429]
    assert ApiKeyAddress.objects.get().request_count == 5


def test_is_one_statement(django_assert_num_queries):
    sender = program()
    sender.get("plans")
    ApiKey.objects.update(last_used_at=timezone.now())
    with django_assert_num_queries(4):  # the key, its budget, the plans, the log
        sender.get("plans")


class TestNetworks:
    def test_lets_a_key_be_used_from_its_networks_only(self):
        key = made_key(networks=["198.51.100.0/24"])
        answer = Program(key).get("plans")
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (403, "network.not_allowed")
        assert "127.0.0.1" in problem["detail"]
        with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
            assert Program(key).get("plans", headers=FROM_ELSEWHERE).status_code == 200
        assert [row.status for row in ApiRequest.objects.order_by("pk")] == [403, 200]

    def test_believes_no_header_that_no_proxy_of_ours_wrote(self):
        key = made_key(networks=["203.0.113.0/24"])
        assert Program(key).get("plans", headers=FROM_ELSEWHERE).status_code == 403
        with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
            assert Program(key).get("plans", headers=FROM_ELSEWHERE).status_code == 403
            assert Program(key).get("plans").status_code == 403

    def test_counts_what_comes_from_elsewhere(self, monkeypatch):
        monkeypatch.setattr(throttling, "READS_PER_WINDOW", 2)
        monkeypatch.setattr(throttling, "CLOCK", "to_timestamp(1800000010)")
        sender = Program(made_key(networks=["198.51.100.0/24"]))
        answers = [sender.get("plans") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [403, 403, 429, 429]
        assert answers[-1]["Retry-After"] == "50"
        assert ApiRequest.objects.count() == 3

    def test_tells_two_versions_of_an_address_alike(self):
        key = made_key(networks=["127.0.0.0/8"])
        client = Program(key, **{"X-Forwarded-For": "::ffff:127.0.0.1"})
        with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
            assert client.get("plans").status_code == 200
