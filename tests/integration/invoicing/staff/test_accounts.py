# ruff: noqa: RUF001 - the minus and multiplication signs belong to the page
"""The list of accounts, and the page of one."""

from datetime import date
from decimal import Decimal

import pytest

from billing_site.foundation.access import Role
from invoicing.staff.account_pictures import months_before, plan_timeline, usage_and_bills
from metering.queries.monthly_totals import MonthTotal
from tests.factories.billing import supplied_account
from tests.factories.invoicing import AccountFactory, BillingCycleFactory, InvoiceFactory
from tests.factories.payments import billed, pay
from tests.factories.people import browser_of, user_with
from tests.integration.invoicing.staff.pages import (
    assert_for_office,
    clerk,
    queries_of,
    text_of,
    url,
)

pytestmark = pytest.mark.django_db


def listed(query=""):
    rows = clerk().get(f"{url('account-list')}?{query}").context["rows"]
    return [row["account"].number for row in rows]


class TestList:
    def test_is_for_the_office(self):
        assert_for_office(url("account-list"))

    def test_shows_accounts_by_number_with_what_they_owe(self):
        owing, paid = AccountFactory(number="A-2"), AccountFactory(number="A-1")
        billed(owing)
        billed(paid)
        pay(paid, "160.00")
        response = clerk().get(url("account-list"))
        assert [(row["account"], row["balance"]) for row in response.context["rows"]] == [
            (paid, Decimal("-8.43")),
            (owing, Decimal("151.57")),
        ]
        page = text_of(response)
        assert "£151.57" in page
        assert "−£8.43" in page
        assert "in credit" in page
        assert "overdue" in page

    def test_finds_numbers_and_words(self):
        AccountFactory(number="A-1", customer__name="Ada Lovelace")
        AccountFactory(number="B-2", customer__name="Bob Smith")
        assert listed("q=love") == ["A-1"]
        assert listed("q=b-2") == ["B-2"]
        assert listed("q=nobody") == []

    def test_narrows_to_a_cycle_and_to_what_is_overdue(self):
        late = AccountFactory(number="A-1")
        billed(late)
        other = AccountFactory(number="A-2", billing_cycle=BillingCycleFactory(code="WEEKLY"))
        assert listed("show=overdue") == ["A-1"]
        assert listed(f"cycle={other.billing_cycle_id}") == ["A-2"]
        assert listed("show=rubbish&cycle=x") == ["A-1", "A-2"]

    def test_narrows_to_what_is_due(self):
        billed(AccountFactory(number="A-1"))
        settled = AccountFactory(number="A-2")
        billed(settled)
        pay(settled, "151.57")
        assert listed("show=due") == ["A-1"]
        page = text_of(clerk().get(url("account-list")))
        assert settled.billing_cycle.name in page
        assert f">{settled.billing_cycle.code}<" not in page

    def test_goes_on_page_by_page(self):
        for number in range(51):
            AccountFactory(number=f"A-{number:03}")
        browser = clerk()
        first = browser.get(url("account-list"), {"q": "a-"})
        second = browser.get(first.context["older_url"])
        assert [row["account"].number for row in second.context["rows"]] == ["A-050"]
        assert "q=a-" in first.context["older_url"]
        back = browser.get(second.context["newer_url"])
        assert [row["account"].number for row in back.context["rows"]][-1] == "A-049"
        assert (first.context["newer_url"], second.context["older_url"]) == ("", "")

    def test_asks_as_many_questions_for_many_accounts_as_for_one(self):
        browser = clerk()
        billed(AccountFactory())
        one = queries_of(browser, url("account-list"))
        for _ in range(4):
            billed(AccountFactory())
        assert queries_of(browser, url("account-list")) == one

    def test_says_why_it_is_empty(self):
        assert "No account yet" in text_of(clerk().get(url("account-list")))
        assert "No account fits" in text_of(clerk().get(url("account-list"), {"q": "x"}))


class TestPage:
    def test_is_for_the_office(self):
        assert_for_office(url("account", AccountFactory().pk))

    def test_is_404_for_an_account_that_is_not_there(self):
        assert clerk().get(url("account", 12345)).status_code == 404

    def test_shows_what_is_owed_and_where_it_is_supplied(self):
        subscription = supplied_account()
        account = subscription.account
        invoice = billed(account)
        pay(account, "100.00", reference="TX-100")
        page = text_of(clerk().get(url("account", account.pk)))
        assert account.customer.name in page
        assert "£51.57" in page
        assert f'href="{url("invoice", invoice.pk)}"' in page
        assert subscription.service_point.code in page
        assert "Payment TX-100" in page
        assert "Electricity by month, in kWh." in page
        assert ">ELECTRICITY_IMPORT<" not in page
        site = subscription.service_point.site
        assert page.count(f"{site.name}, {site.street}, {site.city}") == 1

    def test_says_an_address_once_where_the_site_is_called_by_its_street(self):
        subscription = supplied_account()
        site = subscription.service_point.site
        type(site).objects.filter(pk=site.pk).update(name=site.street)
        page = text_of(clerk().get(url("account", subscription.account.pk)))
        assert f"{site.street}, {site.street}" not in page
        assert f"{site.street}, {site.city}" in page

    def test_shows_the_latest_few_and_links_the_rest(self):
        account = AccountFactory()
        for _ in range(6):
            billed(account)
        response = clerk().get(url("account", account.pk))
        assert len(response.context["invoices"]) == len(response.context["items"]) == 4
        assert len(response.context["statement"].movements) == 4
        page = text_of(response)
        assert "All 6 open items" in page
        assert "All invoices" in page

    def test_offers_to_record_a_payment_to_those_who_may(self):
        account = AccountFactory(number="A 1")
        address = f"{url('payment-new')}?account=A%201"
        assert address in text_of(clerk().get(url("account", account.pk)))
        auditor = browser_of(user_with(Role.AUDITOR))
        assert address not in text_of(auditor.get(url("account", account.pk)))

    def test_has_nothing_to_show_of_a_new_account(self):
        page = text_of(clerk().get(url("account", AccountFactory().pk)))
        assert "Nothing is open." in page
        assert "This account is supplied nowhere yet." in page
        assert "No bill yet." in page

    def test_lists_drafts_among_the_invoices(self):
        account = AccountFactory()
        draft = InvoiceFactory(account=account)
        page = text_of(clerk().get(url("account", account.pk)))
        assert f'<a href="{url("invoice", draft.pk)}">Draft</a>' in page

    def test_asks_as_many_questions_for_a_long_history_as_for_a_short_one(self):
        browser = clerk()
        short, long = supplied_account().account, supplied_account().account
        billed(short, 1)
        for month in (2, 3, 4, 5):
            billed(long, month)
        supplied_account(account=long)
        assert queries_of(browser, url("account", long.pk)) <= queries_of(browser, url("account", short.pk))


class TestStatement:
    def test_is_for_the_office(self):
        assert_for_office(url("account-statement", AccountFactory().pk))

    def test_shows_movements_with_the_running_balance(self):
        account = AccountFactory()
        invoice = billed(account)
        pay(account, "100.00", reference="TX-100")
        page = text_of(clerk().get(url("account-statement", account.pk)))
        assert f"Invoice {invoice.number}" in page
        assert "−100.00" in page
        assert page.count("51.57") >= 3

    def test_takes_a_page_that_is_none_as_the_newest(self):
        account = AccountFactory()
        billed(account)
        response = clerk().get(url("account-statement", account.pk), {"before": "x"})
        assert len(response.context["statement"].movements) == 1


class TestPictures:
    def test_goes_back_a_year_and_a_month(self):
        months = months_before(date(2026, 2, 28))
        assert (months[0], months[-1], len(months)) == (date(2025, 2, 1), date(2026, 2, 1), 13)

    def test_draws_no_line_of_time_without_services(self):
        assert plan_timeline((), date(2026, 2, 1)) is None

    def test_draws_usage_and_bills_over_the_same_months(self):
        months = months_before(date(2026, 2, 1))
        totals = [MonthTotal(date(2026, 1, 1), Decimal("372.000"), 31, 2)]
        picture = usage_and_bills(
            months,
            totals,
            {date(2026, 1, 1): Decimal("120.00")},
            "kWh",
            "GBP",
            lambda month: f"/{month:%Y-%m}",
        )
        assert [bar.url for bar in picture.usage.bars][-2:] == ["/2026-01", ""]
        assert picture.usage.axis_width == picture.bills.axis_width
        assert [bar.css_class for bar in picture.usage.bars][-2:] == ["c1 est", "missing"]
        assert picture.summary == "The highest month is January 2026 with 372 kWh."
        assert len(picture.bills.bars) == 13

    def test_draws_nothing_of_nothing(self):
        assert usage_and_bills(months_before(date(2026, 2, 1)), [], {}, "kWh", "GBP", str) is None
