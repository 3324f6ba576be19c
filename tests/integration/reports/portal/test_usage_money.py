"""The money of the usage pages: each part of a bill is there once, and together they are the bill."""

import csv
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from io import StringIO

import numpy as np
import pytest
from django.urls import reverse

from invoicing.models import Invoice
from pricing.use_cases.import_plan import import_plan
from pricing.use_cases.publish_plan_version import publish_plan_version
from tests.factories.invoicing import AccountFactory, SubscriptionFactory
from tests.factories.metering import ChannelFactory, MetricFactory, ServicePointFactory
from tests.factories.portal import bill_january_and_february, customer_of
from tests.factories.pricing import PUBLISHED_AT
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
URL = reverse("reports-portal:usage")
CSV = reverse("reports-portal:usage-csv")
JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))
IMPORT, EXPORT = "ELECTRICITY_IMPORT", "ELECTRICITY_EXPORT"


def solar_plan():
    """The published Australian tariff, with a discount and a minimum that no month reaches by itself."""
    text = files("pricing.plan_documents").joinpath("examples/au_residential_solar.json").read_text()
    document = json.loads(text) | {
        "discounts": [{"code": "LOYAL", "label": "Loyalty discount", "percent": "7.5"}],
        "minimums": [
            {"code": "LEAST", "label": "Minimum bill", "amount": "900", "per": "period", "tax": "GST"}
        ],
    }
    version = import_plan(document=document, imported_at=PUBLISHED_AT)
    return publish_plan_version(version=version, published_at=PUBLISHED_AT, actor=None).plan


def solar_home(account, plan, seed):
    """A home in Sydney whose half-hours of two months are anybody's guess; the export channel comes first."""
    dice = np.random.default_rng(seed)
    point = ServicePointFactory(site__zone_name="Australia/Sydney")
    for code, metric, name, most in (("B1", EXPORT, "Exported", 900), ("E1", IMPORT, "Imported", 1500)):
        channel = ChannelFactory(service_point=point, code=code, metric=MetricFactory(code=metric, name=name))
        for first, end in ((JANUARY, FEBRUARY), (FEBRUARY, MARCH)):
            count = (end - first).days * 48
            received_at = datetime(end.year, end.month, 1, 7, tzinfo=UTC)
            store_readings(channel, first, end, dice.integers(0, most, count), received_at)
    return SubscriptionFactory(account=account, service_point=point, plan=plan, start_date=JANUARY)


@pytest.fixture(params=[1, 2])
def homes(request):
    """Subscriptions of one account at one place, and at two."""
    account = AccountFactory(currency="AUD")
    plan = solar_plan()
    found = [solar_home(account, plan, seed) for seed in range(request.param)]
    bill_january_and_february()
    return found


def rows_of(browser, **asked):
    response = browser.get(CSV, asked)
    _head, *rows = csv.reader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    return rows


def money(rows, column=6):
    return sum((Decimal(row[column]) for row in rows if row[column]), Decimal(0))


def test_import_and_export_and_the_rest_are_the_bill(homes):
    account = homes[0].account
    browser = customer_of(account)
    for invoice in Invoice.objects.filter(account=account):
        shown = Decimal(0)
        for home in homes:
            for metric in (IMPORT, EXPORT):
                asked = {"period": invoice.number, "place": home.service_point.code, "metric": metric}
                context = browser.get(URL, asked | {"show": "money"}).context
                picture, sums = context["picture"], context["sums"]
                of_metric = sum(row.amount for row in sums.rows if row.is_shown)
                assert sum(row.amount for row in picture.rows) == picture.amount == of_metric
                assert sum(value for row in picture.chart.rows for value in row.values) == picture.amount
                assert (picture.amount < 0) == (metric == EXPORT)
                assert sum(row.amount for row in sums.rows) == sums.total == invoice.total
                assert money(rows_of(browser, **asked)) == picture.amount
                shown += picture.amount
        fixed = [row for row in sums.rows if row.is_fixed]
        assert {row.label for row in fixed} == {"Daily supply charge", "Loyalty discount", "Minimum bill"}
        assert shown + sum(row.amount for row in fixed) == invoice.total


def test_the_download_of_each_place_has_each_part_once(homes):
    account = homes[0].account
    browser = customer_of(account)
    for invoice in Invoice.objects.filter(account=account):
        rows = [
            row
            for home in homes
            for row in rows_of(browser, period=invoice.number, place=home.service_point.code)
        ]
        assert money(rows) == invoice.total
        names = {row[1] for row in rows}
        assert names == {"Imported", "Exported", "Daily supply charge", "Loyalty discount", "Minimum bill"}


def test_the_days_of_each_metric_are_the_intervals_of_its_day_page(homes):
    browser = customer_of(homes[0].account)
    for metric in (IMPORT, EXPORT):
        month = browser.get(URL, {"metric": metric, "show": "money"}).context["picture"]
        day = browser.get(URL, {"metric": metric, "show": "money", "day": "2026-02-14"}).context["picture"]
        assert sum(row.amount for row in day.rows) == day.amount == month.rows[13].amount


def test_the_year_adds_up_to_its_bills(homes):
    account = homes[0].account
    browser = customer_of(account)
    total = shown = fixed = downloaded = Decimal(0)
    for home in homes:
        asked = {"year": "2026", "place": home.service_point.code}
        for metric in (IMPORT, EXPORT):
            context = browser.get(URL, asked | {"metric": metric, "show": "money"}).context
            assert sum(row.amount or 0 for row in context["picture"].rows) == context["picture"].amount
            shown += context["picture"].amount
            assert money(rows_of(browser, metric=metric, **asked), 5) == context["picture"].amount
        total += context["sums"].total
        fixed += sum(row.amount for row in context["sums"].rows if row.is_fixed)
        downloaded += money(rows_of(browser, **asked), 5)
    bills = sum(invoice.total for invoice in Invoice.objects.filter(account=account))
    assert shown + fixed == total == downloaded == bills


def test_says_how_the_figure_relates_to_the_bill(homes):
    browser = customer_of(homes[0].account)
    total = Invoice.objects.order_by("-from_date")[0].total
    for asked in ({}, {"metric": EXPORT}):
        text = browser.get(URL, asked).content.decode()
        assert "what is here adds up to the bill" not in text
        assert f"With the other parts below, that makes the bill of ${total:,.2f}." in text
    day = browser.get(URL, {"metric": EXPORT, "day": "2026-02-14"}).content.decode()
    assert "off the bill. Charges that do not depend on use are not in it." in day


def test_begins_with_what_is_used_and_names_it(homes):
    browser = customer_of(homes[0].account)
    for asked in ({}, {"year": "2026"}):
        response = browser.get(URL, asked)
        assert [chip["label"] for chip in response.context["metric_chips"]] == ["Imported", "Exported"]
        assert response.context["metric_chips"][0]["is_current"]
        assert "Imported: " in response.content.decode()
    year = browser.get(URL, {"year": "2026", "metric": EXPORT}).content.decode()
    assert "Exported: " in year
    assert f'href="{CSV}?' in year
