"""Any two versions side by side."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from billing_site.foundation.access import OFFICE, Role
from tests.factories.people import browser_of, user_with
from tests.factories.pricing import PlanFactory, PlanVersionFactory

pytestmark = pytest.mark.django_db
URL = "/staff/plans/HOME/compare/"


@pytest.fixture
def versions():
    first = PlanVersionFactory(plan=PlanFactory())
    dearer = first.document | {
        "effective_from": "2999-01-01",
        "taxes": [{"code": "VAT", "label": "VAT", "percent": "25"}],
    }
    second = PlanVersionFactory(plan=first.plan, number=2, effective_from=date(2999, 1, 1), document=dearer)
    return first, second


@pytest.fixture
def browser():
    return browser_of(user_with(Role.AUDITOR))


def test_tells_what_changes_and_what_it_means(browser, versions):
    response = browser.get(URL)
    assert (response.context["old"], response.context["new"]) == versions
    text = response.content.decode()
    assert "percent 20 → 25 %" in text
    assert "Applies from 1 Jan 2999 instead of 1 Jan 2026" in text
    household = response.context["effects"][0]
    # 5 points of VAT more on what 120 per cent were before.
    assert round(household.bills.share, 3) == Decimal("0.042")
    assert "Household, 10 kWh a day" in text


def test_compares_any_two_in_either_direction(browser, versions):
    text = browser.get(URL, {"old": 2, "new": 1}).content.decode()
    assert "percent 25 → 20 %" in text
    same = browser.get(URL, {"old": 2, "new": 2})
    assert "No difference" in same.content.decode()
    assert same.context["effects"] == []


def test_refuses_versions_that_are_not_there(browser, versions):
    assert browser.get(URL, {"old": 7}).status_code == 422
    assert browser.get(URL, {"new": "x"}).status_code == 422
    assert browser.get("/staff/plans/NONE/compare/").status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_is_for_the_office(versions, role):
    assert browser_of(user_with(role)).get(URL).status_code == (200 if role in OFFICE else 403)


def test_is_reached_from_the_plan(browser, versions):
    assert URL in browser.get(reverse("pricing-staff:plan", args=["HOME"])).content.decode()
