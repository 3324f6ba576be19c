"""Managers see where a key is used from and what it asks for, and say from where it may be used."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from billing_site.foundation.access import Role
from billing_site.foundation.models import ApiKeyAddress, ApiRequest, AuditEntry
from tests.factories.api_keys import Program, made_key
from tests.factories.people import browser_of, user_with

pytestmark = pytest.mark.django_db
PASSWORD = "nine old owls in the barn"


@pytest.fixture
def browser():
    """A manager who has just proved who they are."""
    manager = user_with(Role.MANAGER)
    manager.set_password(PASSWORD)
    manager.save()
    client = browser_of(manager)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def page(browser, key, name="api-key", **parameters) -> str:
    answer = browser.get(reverse(name, args=[key.api_key.pk]), parameters)
    assert answer.status_code == 200
    return str(answer.content.decode())


def logged(key, count, status=200):
    ApiRequest.objects.bulk_create(
        ApiRequest(
            at=timezone.now(),
            api_key=key.api_key,
            method="GET",
            path=f"/api/v1/plans?limit={number}",
            status=status,
            duration_ms=1234,
            request_id=f"req_{status}_{number}",
            received_bytes=0,
        )
        for number in range(count)
    )


def test_shows_each_address_and_each_request(browser):
    key, other = made_key(), made_key()
    sender = Program(key)
    for _ in range(2):
        sender.get("plans", limit="5", token="hunter2")
    Program(other).get("invoices")
    shown = page(browser, key)
    assert "127.0.0.1" in shown
    assert shown.count("GET /api/v1/plans?limit=5&amp;token=…") == 2
    assert "hunter2" not in shown
    assert "/api/v1/invoices" not in shown
    assert "400" in shown
    assert "from 127.0.0.1" in browser.get(reverse("api-key-list")).content.decode()


def test_says_so_when_there_is_nothing(browser):
    shown = page(browser, made_key())
    assert "It has not been used yet" in shown
    assert "No request in this time" in shown


def test_shows_answers_of_one_kind(browser):
    key = made_key()
    for status in (200, 404, 500):
        logged(key, 1, status)
    for answer, status in (("done", 200), ("refused", 404), ("failed", 500)):
        shown = page(browser, key, answer=answer)
        assert [one for one in (200, 404, 500) if f"req_{one}_0" in shown] == [status]
    assert all(f"req_{one}_0" in page(browser, key, answer="nonsense") for one in (200, 404, 500))
    ApiRequest.objects.filter(status=500).delete()
    assert "No request was answered so" in page(browser, key, answer="failed")


def test_turns_the_pages_of_one_kind(browser):
    key = made_key()
    logged(key, 51, 404)
    logged(key, 1, 200)
    first = browser.get(reverse("api-key", args=[key.api_key.pk]), {"answer": "refused"})
    assert first.content.decode().count("req_404_") == 50
    older = first.context["older_url"]
    assert "answer=refused" in older
    second = browser.get(reverse("api-key", args=[key.api_key.pk]) + older).content.decode()
    assert (second.count("req_404_0"), second.count("req_200_")) == (1, 0)


def test_shows_the_latest_addresses_only(browser):
    key = made_key()
    now = timezone.now()
    ApiKeyAddress.objects.bulk_create(
        ApiKeyAddress(
            api_key=key.api_key,
            address=f"192.0.2.{number}",
            first_seen_at=now - timedelta(days=number),
            last_seen_at=now - timedelta(days=number),
        )
        for number in range(100, 130)
    )
    shown = page(browser, key)
    assert shown.count("192.0.2.1") == 20
    assert "192.0.2.119" in shown
    assert "192.0.2.120" not in shown


def test_asks_no_more_of_the_database_for_more_requests(browser, django_assert_max_num_queries):
    key = made_key()
    logged(key, 2)
    page(browser, key)
    with django_assert_max_num_queries(20) as few:
        page(browser, key)
    logged(key, 40)
    with django_assert_max_num_queries(len(few)):
        page(browser, key)


def test_restricts_a_key_to_networks(browser):
    key = made_key()
    address = reverse("api-key-networks", args=[key.api_key.pk])
    answer = browser.post(address, {"networks": "203.0.113.0/24\r\n 2001:db8::1\r\n203.0.113.0/24"})
    assert answer["Location"] == reverse("api-key", args=[key.api_key.pk])
    key.api_key.refresh_from_db()
    assert key.api_key.networks == ["203.0.113.0/24", "2001:db8::1/128"]
    assert Program(key).get("plans").status_code == 403
    assert "203.0.113.0/24" in page(browser, key)
    entry = AuditEntry.objects.get(action="RESTRICTED")
    assert entry.details == {"networks": key.api_key.networks, "before": []}
    browser.post(address, {"networks": ""})
    assert Program(key).get("plans").status_code == 200


@pytest.mark.parametrize(
    ("networks", "told"),
    [
        ("203.0.113.1/24", "write 203.0.113.0/24 to mean all of it"),
        ("everywhere", "everywhere is no network: write one such as 203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::1%eth0 is no network: write fe80::1/128 to mean all of it"),
        ("\n".join(f"192.0.2.{number}" for number in range(21)), "at most 20"),
        ("10.0.0.0/33", "no network"),
    ],
)
def test_tells_what_is_wrong_with_a_network_and_changes_nothing(browser, networks, told):
    key = made_key()
    answer = browser.post(reverse("api-key-networks", args=[key.api_key.pk]), {"networks": networks})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    key.api_key.refresh_from_db()
    assert key.api_key.networks == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
@pytest.mark.parametrize("name", ["api-key", "api-key-networks"])
def test_is_for_managers_only(role, name):
    client = browser_of(user_with(role))
    assert client.get(reverse(name, args=[made_key().api_key.pk])).status_code == 403


def test_asks_for_the_password_before_a_change():
    key = made_key()
    client = browser_of(user_with(Role.MANAGER))
    answer = client.post(reverse("api-key-networks", args=[key.api_key.pk]), {"networks": "10.0.0.0/8"})
    assert "reauthenticate" in answer["Location"]
    key.api_key.refresh_from_db()
    assert key.api_key.networks == []


@pytest.mark.parametrize("name", ["api-key", "api-key-networks"])
def test_finds_no_key_that_is_not_there(browser, name):
    assert browser.get(reverse(name, args=[1])).status_code == 404
