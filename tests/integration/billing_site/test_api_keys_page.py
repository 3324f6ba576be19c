"""Managers make, roll and revoke keys, and nobody sees a key twice."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from billing_site.foundation.access import Role
from billing_site.foundation.models import ApiKey, AuditEntry
from tests.factories.api_keys import Program, made_key
from tests.factories.metering import UtilityFactory
from tests.factories.people import browser_of, user_with

pytestmark = pytest.mark.django_db
NEW = {"name": "Head-end North", "scopes": ["readings:read", "readings:write"], "utility": "", "days": "90"}


PASSWORD = "nine old owls in the barn"


@pytest.fixture
def manager():
    user = user_with(Role.MANAGER)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def browser(manager):
    """A manager who has just proved who they are."""
    client = browser_of(manager)
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


def key_in(page) -> str:
    found = set(re.findall(r"ub_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}", page.content.decode()))
    assert len(found) == 1
    return str(found.pop())


def test_shows_a_new_key_once_and_it_works(browser, manager):
    page = browser.post(reverse("api-key-new"), NEW)
    key = key_in(page)
    assert page["Cache-Control"] == "no-store"
    assert Program(key).get("service-points").status_code == 200
    assert Program(key).get("invoices").status_code == 403
    kept = ApiKey.objects.get()
    assert (kept.created_by, kept.scopes) == (manager, ["readings:read", "readings:write"])
    assert key not in browser.get(reverse("api-key-list")).content.decode()
    assert AuditEntry.objects.get(action="MADE").actor == manager


def test_binds_a_key_to_a_utility(browser):
    utility = UtilityFactory()
    browser.post(reverse("api-key-new"), {**NEW, "utility": utility.pk})
    assert ApiKey.objects.get().utility_id == utility.pk
    assert "North Grid" in browser.get(reverse("api-key-list")).content.decode()


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"scopes": []}, {"scopes": ["admin"]}, {"days": "9999"}, {"utility": "77"}]
)
def test_tells_what_is_wrong_and_makes_nothing(browser, changes):
    page = browser.post(reverse("api-key-new"), {**NEW, **changes})
    assert page.status_code == 422
    assert not ApiKey.objects.exists()


def test_gives_a_key_of_a_utility_no_sight_of_customers(browser):
    facts = {**NEW, "utility": UtilityFactory().pk, "scopes": ["invoices:read"]}
    page = browser.post(reverse("api-key-new"), facts)
    assert page.status_code == 422
    assert "neither accounts nor invoices" in page.content.decode()
    assert not ApiKey.objects.exists()


def test_rolls_a_key(browser):
    old = made_key()
    address = reverse("api-key-roll", args=[old.api_key.pk])
    assert "24 hours" in browser.get(address).content.decode()
    new = key_in(browser.post(address))
    assert new != old.text
    assert Program(new).get("plans").status_code == Program(old).get("plans").status_code == 200
    old.api_key.refresh_from_db()
    assert old.api_key.expires_at <= timezone.now() + timedelta(days=1)


def test_revokes_a_key_whose_beginning_is_typed(browser):
    key = made_key()
    address = reverse("api-key-revoke", args=[key.api_key.pk])
    assert browser.post(address, {"beginning": "ub_other"}).status_code == 422
    assert Program(key).get("plans").status_code == 200
    answer = browser.post(address, {"beginning": f"ub_{key.api_key.prefix}"})
    assert answer["Location"] == reverse("api-key-list")
    assert Program(key).get("plans").status_code == 401
    page = browser.get(reverse("api-key-list")).content.decode()
    assert "revoked" in page
    assert reverse("api-key-roll", args=[key.api_key.pk]) not in page


def test_rolls_no_revoked_key(browser):
    key = made_key()
    ApiKey.objects.update(revoked_at=timezone.now())
    answer = browser.post(reverse("api-key-roll", args=[key.api_key.pk]))
    assert answer.status_code == 302
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize("name", ["api-key-new", "api-key-roll", "api-key-revoke"])
def test_asks_for_the_password_again(manager, name):
    args = [] if name == "api-key-new" else [made_key().api_key.pk]
    answer = browser_of(manager).post(reverse(name, args=args), NEW)
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert ApiKey.objects.count() == len(args)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
def test_is_for_managers_only(role):
    key = made_key()
    client = browser_of(user_with(role))
    for address in (
        reverse("api-key-list"),
        reverse("api-key-new"),
        reverse("api-key-roll", args=[key.api_key.pk]),
        reverse("api-key-revoke", args=[key.api_key.pk]),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code in {403, 405}


def test_asks_no_more_of_the_database_for_more_keys(browser, django_assert_max_num_queries):
    for _ in range(2):
        made_key()
    browser.get(reverse("api-key-list"))
    with django_assert_max_num_queries(20) as few:
        browser.get(reverse("api-key-list"))
    for _ in range(20):
        made_key()
    with django_assert_max_num_queries(len(few)):
        browser.get(reverse("api-key-list"))


def test_finds_no_key_that_is_not_there(browser):
    assert browser.get(reverse("api-key-roll", args=[1])).status_code == 404
