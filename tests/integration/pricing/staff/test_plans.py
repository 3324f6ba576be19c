"""Plans as the office reads them."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse

from billing_site.foundation.access import OFFICE, Role
from pricing.models import PlanVersion
from tests.factories.people import browser_of, user_with
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.unit.pricing.plan_documents.documents import tou_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return PlanVersionFactory(plan=PlanFactory())


@pytest.fixture
def browser():
    return browser_of(user_with(Role.AUDITOR))


def pages(version):
    code, number = version.plan.code, version.number
    return [
        reverse("pricing-staff:plan-list"),
        reverse("pricing-staff:plan", args=[code]),
        reverse("pricing-staff:plan-version", args=[code, number]),
        reverse("pricing-staff:plan-document", args=[code, number]),
        reverse("pricing-staff:plan-schema"),
    ]


@pytest.mark.parametrize("role", list(Role))
def test_opens_for_the_office_only(version, role):
    browser = browser_of(user_with(role))
    expected = 200 if role in OFFICE else 403
    assert {browser.get(url).status_code for url in pages(version)} == {expected}


def test_reads_like_a_tariff_sheet(browser, version):
    text = browser.get(reverse("pricing-staff:plan", args=[version.plan.code])).content.decode()
    assert "Standing charge" in text
    assert "0.45 GBP" in text
    assert "above 300 kWh" in text
    assert "VAT 20 %" in text
    assert "VAT 20 %: 20 %" not in text
    assert "Price list 1, Example Energy, 2025-12-01" in text


def test_shows_the_version_in_force_and_links_the_others(browser, version):
    PlanVersionFactory(
        plan=version.plan,
        number=2,
        effective_from=date(2999, 1, 1),
        document=version.document | {"effective_from": "2999-01-01"},
    )
    response = browser.get(reverse("pricing-staff:plan", args=[version.plan.code]))
    assert response.context["version"].number == 1
    assert reverse("pricing-staff:plan-version", args=[version.plan.code, 2]) in response.content.decode()


def badges(page) -> list[str]:
    found = re.findall(r'<span class="badge (\w+) ">([^<]*)<', page.content.decode())
    return [f"{tone} {label}" for tone, label in found]


def test_lists_a_plan_in_force_with_its_draft(browser, version):
    url = reverse("pricing-staff:plan-list")
    assert badges(browser.get(url)) == ["ok in force"]
    PlanVersionFactory(
        plan=version.plan, number=2, effective_from=date(2999, 1, 1), state="DRAFT", published_at=None
    )
    assert badges(browser.get(url)) == ["ok in force", "neu draft"]


def test_gives_the_document_as_it_was_published(browser, version):
    response = browser.get(reverse("pricing-staff:plan-document", args=[version.plan.code, 1]))
    assert json.loads(response.content) == version.document
    assert response["Content-Disposition"] == f'attachment; filename="{version.plan.code}-1.json"'


def test_does_not_know_other_plans_and_versions(browser, version):
    assert browser.get(reverse("pricing-staff:plan", args=["NONE"])).status_code == 404
    assert browser.get(reverse("pricing-staff:plan-version", args=[version.plan.code, 9])).status_code == 404


def test_lists_many_plans_with_as_many_queries_as_one(browser, version, django_assert_num_queries):
    url = reverse("pricing-staff:plan-list")
    browser.get(url)

    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            browser.get(url)
        return len(captured)

    before = queries()
    for number in range(12):
        PlanVersionFactory(plan=PlanFactory(code=f"PLAN-{number}"))
    assert queries() == before
    assert PlanVersion.objects.count() == 13


def test_serves_the_schema_at_an_address_that_stays(browser):
    response = browser.get("/staff/plan-schema.json")
    assert response["Content-Type"] == "application/schema+json"
    assert json.loads(response.content)["$id"] == "urn:billing-plan:1"


def test_offers_to_revise_what_is_locked_to_those_who_may(version):
    url = reverse("pricing-staff:plan", args=[version.plan.code])
    revise = f"{reverse('pricing-staff:plan-draft', args=[version.plan.code])}?from=1"
    clerk = browser_of(user_with(Role.CLERK)).get(url).content.decode()
    assert "locked: revise it to change anything" in clerk
    assert revise in clerk
    assert revise not in browser_of(user_with(Role.AUDITOR)).get(url).content.decode()


def test_draws_versions_along_time(browser, version):
    PlanVersionFactory(
        plan=version.plan,
        number=2,
        effective_from=date(2999, 1, 1),
        state="DRAFT",
        published_at=None,
        document=version.document | {"effective_from": "2999-01-01"},
    )
    text = browser.get(reverse("pricing-staff:plan", args=[version.plan.code])).content.decode()
    assert "Version 1 in force, from 1 Jan 2026. Draft of version 2, from 1 Jan 2999." in text


def test_draws_the_year_that_is_asked_for(browser):
    plan = PlanFactory(code="TOU", currency="USD")
    PlanVersionFactory(plan=plan, document=tou_plan())
    url = reverse("pricing-staff:plan", args=["TOU"])
    text = browser.get(url, {"year": "2027"}).content.decode()
    assert "Every day of 2027" in text
    assert "5 July 2027: " not in text
    assert "Independence Day, substitute day" in text
    assert "Monday to Friday, June to September" in text
    for nonsense in ("", "x", "99999", "1066", "\u0662\u0660\u0662\u0667x"):
        assert "Every day of 20" in browser.get(url, {"year": nonsense}).content.decode()
    assert "1989" not in browser.get(url, {"year": "1990"}).content.decode()
