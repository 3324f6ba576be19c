"""Reports as pages and as files."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.urls import reverse

from billing_site.foundation.access import Role
from tests.factories.invoicing import AccountFactory, finalized_invoice
from tests.factories.metering import ChannelFactory
from tests.factories.people import browser_of, user_with
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
SPAN = {"from_month": "2026-01", "to_month": "2026-03"}
LOAD = {"metric": "ELECTRICITY_IMPORT", "month": "2026-01"}


@pytest.fixture
def browser():
    store_readings(ChannelFactory(), date(2026, 1, 1), date(2026, 2, 1), 250)
    finalized_invoice(account=AccountFactory())
    return browser_of(user_with(Role.AUDITOR))


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_lists_the_reports(browser):
    text = browser.get(reverse("reports-staff:report-list")).content.decode()
    for name in ("report-revenue", "report-usage", "report-load"):
        assert reverse(f"reports-staff:{name}") in text


def test_revenue_is_the_same_on_the_page_and_in_the_file(browser):
    url = reverse("reports-staff:report-revenue")
    page = browser.get(url, SPAN).content.decode()
    (row,) = rows_of(browser.get(url, SPAN | {"format": "csv"}))
    assert (row["month"], row["plan"], row["net"], row["tax"]) == (
        "2026-02-01",
        "HOME",
        "126.3100",
        "25.2600",
    )
    assert "126.31 net, 25.26 tax" in page


def test_usage_is_the_same_on_the_page_and_in_the_file(browser):
    url = reverse("reports-staff:report-usage")
    (row,) = rows_of(browser.get(url, SPAN | {"format": "csv"}))
    assert (row["metric"], row["unit"], row["total"]) == ("ELECTRICITY_IMPORT", "kWh", "372.000")
    assert "372.000" in browser.get(url, SPAN).content.decode()


def test_load_is_a_heat_map_and_a_file(browser):
    url = reverse("reports-staff:report-load")
    rows = rows_of(browser.get(url, LOAD | {"format": "csv"}))
    assert [row["weekday"] for row in rows] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert {row["18"] for row in rows} == {"0.500"}
    assert "<svg" in browser.get(url, LOAD).content.decode()


@pytest.mark.parametrize(
    ("name", "query", "message"),
    [
        ("report-revenue", {"from_month": "2026-03", "to_month": "2026-01"}, "lies before the first"),
        ("report-usage", {"from_month": "2001-01", "to_month": "2026-01"}, "do not fit on a page"),
        ("report-revenue", {"from_month": "soon"}, "Enter a valid date"),
        ("report-load", {"metric": "NONE"}, "Select a valid choice"),
    ],
)
def test_says_what_is_wrong_with_a_question(browser, name, query, message):
    for extra in ({}, {"format": "csv"}):
        response = browser.get(reverse(f"reports-staff:{name}"), query | extra)
        assert response.status_code == 200
        assert message in response.content.decode()
