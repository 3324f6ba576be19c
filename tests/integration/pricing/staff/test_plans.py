"""Plans as the office reads them."""

import json
from datetime import date

import pytest
from django.urls import reverse

from billing_site.foundation.access import OFFICE, Role
from pricing.models import PlanVersion
from tests.factories.people import browser_of, user_with
from tests.factories.pricing import PlanFactory, PlanVersionFactory

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
