"""Usage as customers see it."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from billing_site.foundation.access import Role
from invoicing.models import Invoice, Subscription
from metering.models import Channel
from tests.factories.invoicing import SubscriptionFactory
from tests.factories.people import browser_of, user_with
from tests.factories.portal import bill_january_and_february, customer_of, household
from tests.factories.readings import store_readings

pytestmark = pytest.mark.django_db
URL = reverse("reports-portal:usage")
CSV = reverse("reports-portal:usage-csv")
MORNING = date(2026, 3, 16), date(2026, 3, 17)


@pytest.fixture
def account():
    account = household().account
    bill_january_and_february()
    return account


def shown(browser, **asked):
    response = browser.get(URL, asked)
    assert response.status_code == 200
    return response


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_begins_with_the_last_bill_and_adds_up_to_it(account):
    response = shown(customer_of(account), show="money")
    picture = response.context["picture"]
    assert picture.amount == sum(row.amount for row in picture.rows) == Decimal("228.38")
    assert (picture.quantity, len(picture.rows)) == (Decimal("672.000"), 28)
    sums = response.context["sums"]
    assert [(row.label, row.amount) for row in sums.rows] == [
        ("Electricity", Decimal("228.38")),
        ("Standing charge", Decimal("15.12")),
    ]
    assert sums.total == Decimal("243.50")
    assert (
        "672 kWh and £228.38, with tax. With the other parts below, that makes the bill of £243.50."
        in response.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    )


def test_the_chart_draws_what_the_table_says(account):
    browser = customer_of(account)
    in_money = shown(browser, show="money").context["picture"]
    in_kwh = shown(browser).context["picture"]
    assert [sum(row.values) for row in in_money.chart.rows] == [row.amount for row in in_money.rows]
    assert [sum(row.values) for row in in_kwh.chart.rows] == [row.quantity for row in in_kwh.rows]
    assert in_kwh.chart.unit == "kWh"
    assert in_money.chart.unit == "GBP"


def test_a_day_is_its_part_of_the_bill(account):
    browser = customer_of(account)
    of_month = shown(browser, show="money").context["picture"]
    of_day = shown(browser, show="money", day="2026-02-14").context["picture"]
    assert of_day.amount == of_month.rows[13].amount
    assert (of_day.quantity, len(of_day.rows)) == (Decimal("24.000"), 48)
    assert of_day.rows[36].label == "18:00"


def test_a_year_leaves_out_the_days_of_others_between_moving_out_and_coming_back(account):
    first = Subscription.objects.get(account=account)
    Subscription.objects.filter(pk=first.pk).update(end_date=date(2026, 1, 21))
    SubscriptionFactory(
        account=account, service_point=first.service_point, plan=first.plan, start_date=date(2026, 2, 10)
    )
    rows = customer_of(account).get(URL, {"year": "2026"}).context["picture"].rows
    # 20 days of 12 kWh in January, 19 of 24 in February, 15 of 12 in March
    assert [row.quantity for row in rows[:3]] == [Decimal(240), Decimal(456), Decimal(180)]


def test_goes_from_the_year_to_the_bill_to_the_day(account):
    browser = customer_of(account)
    year = shown(browser, year="2026").context["picture"]
    january, february, march, april = year.rows[:4]
    assert (january.quantity, february.quantity, march.quantity) == (372, 672, 180)
    assert (january.amount, february.amount, march.amount) == (Decimal("116.78"), Decimal("228.38"), None)
    assert (april.quantity, year.amount) == (None, Decimal("345.16"))
    of_january = browser.get(URL + january.url).context
    assert of_january["choice"].invoice.from_date == date(2026, 1, 1)
    of_day = browser.get(URL + of_january["picture"].rows[4].url).context
    assert of_day["day"] == date(2026, 1, 5)


def test_the_running_period_has_no_money_yet(account):
    response = shown(customer_of(account), period="now", show="money")
    picture = response.context["picture"]
    assert (picture.quantity, picture.amount, len(picture.rows)) == (Decimal("180.000"), None, 15)
    assert response.context["in_money"] is False


def test_the_running_period_says_until_when_and_what_it_costs_so_far_as_the_home_page_does(
    account, monkeypatch
):
    # The 16th is over but its evening is not there: a day that has not all its readings is on neither page.
    later = datetime(2026, 3, 17, 9, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: later)
    store_readings(Channel.objects.get(), *MORNING, 250, later, holes=range(30, 48))
    browser = customer_of(account)
    page = plain(shown(browser, period="now").content.decode())
    home = plain(browser.get(reverse("invoicing-portal:home")).content.decode())
    assert "180 kWh until 15 March 2026." in page
    assert "Cost so far: <strong>£64.61</strong> with tax, until 15 March 2026." in page
    assert "This is preliminary" in page
    for text in ("180 kWh", "£64.61", "Until 15 March 2026: 15 days of readings"):
        assert text in home


def test_says_that_nothing_was_used():
    account = household().account
    store_readings(
        Channel.objects.get(), date(2026, 1, 1), date(2026, 3, 1), 0, datetime(2026, 3, 2, tzinfo=UTC)
    )
    bill_january_and_february()
    text = shown(customer_of(account)).content.decode()
    assert "Nothing was used." in text
    assert "The most was used" not in text


def test_leads_to_the_periods_beside(account):
    browser = customer_of(account)
    response = shown(browser)
    assert browser.get(URL + response.context["older_url"]).context["choice"].invoice.from_date == date(
        2026, 1, 1
    )
    assert browser.get(URL + response.context["newer_url"]).context["choice"].invoice is None


def test_finds_the_period_of_a_day(account):
    browser = customer_of(account)
    assert shown(browser, day="2026-01-14").context["choice"].invoice.from_date == date(2026, 1, 1)
    assert shown(browser, day="2026-03-14").context["choice"].invoice is None


def test_does_not_know_what_is_not_ones_own(account):
    other = household().account
    number = Invoice.objects.filter(account=account).first().number
    stranger = customer_of(other)
    for asked in (
        {"period": number},
        {"place": "x"},
        {"metric": "x"},
        {"day": "2020-01-01"},
        {"year": "0"},
        {"period": "\0"},
        {"year": "9" * 5000},
    ):
        assert stranger.get(URL, asked).status_code == 404, asked
    assert stranger.get(CSV, {"period": number}).status_code == 404
    point = Channel.objects.get(service_point__subscriptions__account=account).service_point
    assert stranger.get(URL, {"year": "2026", "place": point.code}).status_code == 404
    assert browser_of(user_with(Role.CLERK)).get(URL).status_code == 403
    assert browser_of(user_with(Role.CLERK)).get(CSV).status_code == 403


def test_the_download_says_the_same_as_the_bill(account):
    response = customer_of(account).get(CSV)
    assert response["Content-Disposition"].startswith("attachment")
    head, *rows = csv.reader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert head == [
        "from",
        "what",
        "quantity",
        "unit",
        "time of use",
        "quality",
        "amount with tax",
        "currency",
    ]
    *intervals, standing_charge = rows
    assert len(intervals) == 28 * 48
    assert intervals[0][:4] == ["2026-02-01T00:00:00+00:00", "Electricity", "0.500", "kWh"]
    assert standing_charge[:3] == ["2026-02-01T00:00:00+00:00", "Standing charge", ""]
    assert sum(Decimal(row[6]) for row in rows) == Decimal("243.50")
    assert sum(Decimal(row[2]) for row in intervals) == Decimal(672)


def test_says_that_there_is_nothing_yet():
    response = customer_of(household().account).get(URL)
    assert response.status_code == 200


def test_speaks_german():
    account = household(language="de").account
    bill_january_and_february()
    text = customer_of(account).get(URL).content.decode()
    assert "Mit den anderen Teilen unten ergibt das die Rechnung über" in text
    assert "Am meisten war es am 1. Februar 2026." in text


def test_takes_as_many_queries_for_a_day_as_for_a_month(account):
    browser = customer_of(account)

    def queries(**asked):
        browser.get(URL, asked)
        with CaptureQueriesContext(connection) as captured:
            browser.get(URL, asked)
        return len(captured)

    assert queries(day="2026-02-14") <= queries(show="money") <= 14
