"""Bills to correct: listed with what they would be, and said on the invoice, today's page and the menu."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache

from billing_site.foundation.access import OFFICE
from tests.factories.billing import supplied_account
from tests.factories.corrections import changed_readings, issued_january
from tests.integration.invoicing.staff.pages import assert_only_for, clerk, manager, queries_of, text_of, url

pytestmark = pytest.mark.django_db
CHANGED_AT = datetime(2026, 2, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


def test_lists_bill_would_be_and_difference():
    changed, other = issued_january(supplied_account(), supplied_account())
    changed_readings(changed, CHANGED_AT, quantity=1250)
    page = text_of(manager().get(url("bills-to-correct")))
    assert changed.number in page
    assert "£133.52" in page
    assert "£151.38" in page
    assert "+£17.86" in page
    assert url("invoice-credit", changed.pk) in page
    assert other.number not in page
    assert url("invoice-credit", changed.pk) not in text_of(clerk().get(url("bills-to-correct")))


def test_of_a_batch_shows_its_bills_and_those_that_did_not_change_when_asked():
    changed, other = issued_january(supplied_account(), supplied_account())
    batch = changed_readings(changed, CHANGED_AT)
    same = changed_readings(other, CHANGED_AT, quantity=250)
    address = url("bills-to-correct")
    assert changed.number in text_of(clerk().get(address, {"batch": batch.pk}))
    assert other.number not in text_of(clerk().get(address, {"batch": same.pk}))
    assert other.number in text_of(clerk().get(address, {"batch": same.pk, "show": "all"}))
    assert clerk().get(address, {"batch": 10**9}).status_code == 404


def test_the_invoice_says_what_it_would_come_to():
    changed, other = issued_january(supplied_account(), supplied_account())
    changed_readings(changed, CHANGED_AT, quantity=1250)
    page = text_of(clerk().get(url("invoice", changed.pk)))
    assert "Readings have changed since this bill" in page
    assert "Re-rated today it would come to £151.38 (+£17.86)." in page
    assert "Readings have changed" not in text_of(clerk().get(url("invoice", other.pk)))


def test_the_menu_leads_there_while_there_are_some():
    (invoice,) = issued_january(supplied_account())
    assert url("bills-to-correct") not in text_of(clerk().get(url("account-list")))
    changed_readings(invoice, CHANGED_AT)
    cache.clear()
    assert url("bills-to-correct") in text_of(clerk().get(url("account-list")))
    assert "Bills to correct: readings changed since" in text_of(clerk().get("/staff/"))


def test_takes_as_many_queries_for_many_bills_as_for_one():
    invoices = issued_january(*(supplied_account() for _ in range(3)))
    changed_readings(invoices[0], CHANGED_AT)
    browser = clerk()
    one = queries_of(browser, url("bills-to-correct"))
    for invoice in invoices[1:]:
        changed_readings(invoice, CHANGED_AT)
    assert queries_of(browser, url("bills-to-correct")) == one


def test_is_for_the_office():
    assert_only_for(url("bills-to-correct"), *OFFICE)
