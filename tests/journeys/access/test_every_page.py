"""Every page has a decision about who may open it, and the site acts on it."""

import pytest
from django.test import Client
from django.urls import reverse

from billing_site.foundation.access import Role
from tests.factories.people import browser_of, user_with
from tests.journeys.access.addresses import addresses, ours

OPEN_WITHOUT_OBJECT = [address for address in ours() if not address.needs_arguments]


def test_there_are_pages():
    assert {"home", "reports-staff:today", "metering-staff:upload-list"} <= {one.name for one in ours()}


def test_every_address_has_a_name_and_only_one():
    names = [one.name for one in ours()]
    assert "" not in names
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("address", ours(), ids=lambda address: address.name)
def test_page_says_which_roles_it_is_for(address):
    allowed = getattr(address.view, "allowed_roles", None)
    assert allowed, f"{address.route}: decorate the view with allow(...)"
    assert allowed <= set(Role)


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_roles_open_what_they_may_and_nothing_else(role):
    browser = browser_of(user_with(role))
    wrong = []
    for address in OPEN_WITHOUT_OBJECT:
        status = browser.get(reverse(address.name)).status_code
        # Without a question a comparison has no answer (404), and some addresses only take a POST (405).
        expected = {200, 302, 404, 405} if role in address.view.allowed_roles else {403, 405}
        if status not in expected:
            wrong.append(f"{address.name}: {status}")
    assert wrong == []


@pytest.mark.django_db
def test_nobody_gets_in_without_signing_in():
    browser = Client()
    for address in OPEN_WITHOUT_OBJECT:
        response = browser.get(reverse(address.name))
        assert response.status_code in {302, 405}, address.name
        if response.status_code == 302:
            assert response["Location"].startswith("/accounts/login/"), address.name


@pytest.mark.django_db
def test_every_name_of_the_menus_is_a_page():
    from billing_site.navigation import _PORTAL, _STAFF

    entries = [entry for _, group in _STAFF for entry in group] + list(_PORTAL)
    by_name = {address.name: address for address in addresses()}
    for entry in entries:
        assert set(entry.roles) <= by_name[entry.url_name].view.allowed_roles, entry.label
