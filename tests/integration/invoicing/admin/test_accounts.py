"""Customers, accounts and billing cycles in the admin."""

import pytest

from invoicing.models import Account, BillingCycle, Customer
from tests.factories.admin_pages import add_url, errors_of, list_url, listed, page_url, queries_of
from tests.factories.invoicing import (
    AccountFactory,
    BillingCycleFactory,
    CustomerFactory,
    InvoiceFactory,
    SubscriptionFactory,
)

pytestmark = pytest.mark.django_db
NO_ACCOUNTS = {"accounts-TOTAL_FORMS": "0", "accounts-INITIAL_FORMS": "0"}
NO_SUBSCRIPTIONS = {"subscriptions-TOTAL_FORMS": "0", "subscriptions-INITIAL_FORMS": "0"}


def account_data(**changes):
    return {
        "number": "A-1",
        "customer": CustomerFactory().pk,
        "billing_cycle": BillingCycleFactory().pk,
        "currency": "GBP",
        "language": "en",
        "payment_days": "14",
        **NO_SUBSCRIPTIONS,
        **changes,
    }


@pytest.mark.parametrize("factory", [CustomerFactory, AccountFactory, BillingCycleFactory])
def test_shows_list_form_and_page(admin_client, factory):
    row = factory()
    for url in (list_url(type(row)), add_url(type(row)), page_url(row), page_url(row, "delete")):
        assert admin_client.get(url).status_code == 200


@pytest.mark.parametrize("model", [Customer, Account])
def test_list_takes_as_many_queries_for_many_rows_as_for_one(admin_client, model):
    AccountFactory()
    for_one = queries_of(admin_client, list_url(model))
    AccountFactory.create_batch(5)
    assert queries_of(admin_client, list_url(model)) == for_one


def test_pages_take_as_many_queries_for_many_parts_as_for_one(admin_client):
    account = SubscriptionFactory().account
    before = [queries_of(admin_client, page_url(row)) for row in (account, account.customer)]
    SubscriptionFactory.create_batch(3, account=account)
    AccountFactory.create_batch(3, customer=account.customer)
    assert [queries_of(admin_client, page_url(row)) for row in (account, account.customer)] == before


def test_finds_a_customer_by_number_e_mail_and_words(admin_client):
    ada = CustomerFactory(number="c-77", name="Ada O'Brien", email="Ada@Example.com", city="Çeşme")
    CustomerFactory(name="Somebody", street="1 Elm Row")
    for typed in ("C-7", "ada@ex", "o'brien", "brien ada", "çeş"):
        assert listed(admin_client, Customer, typed) == [ada], typed


def test_finds_an_account_by_its_customer(admin_client):
    account = AccountFactory(customer__name="Harbour Cold Storage")
    AccountFactory(customer__name="Harbour Café")
    assert listed(admin_client, Account, "cold harb") == [account]
    assert listed(admin_client, Account, account.number.lower()) == [account]
    assert listed(admin_client, Account, account.customer.number) == [account]


def test_opens_an_account(admin_client):
    assert errors_of(admin_client.post(add_url(Account), account_data())) == {}
    assert Account.objects.get().number == "A-1"


def test_says_at_the_field_what_is_wrong_with_an_account(admin_client):
    AccountFactory(number="A-1")
    assert errors_of(admin_client.post(add_url(Account), account_data(currency="gbp"))) == {
        "number": ["Number is taken by another Account: choose a different one."],
        "currency": ["Currency is not a code of ISO 4217: write three capital letters, such as EUR."],
    }


def test_currency_is_fixed_once_there_are_invoices(admin_client):
    account = InvoiceFactory().account
    data = account_data(
        number=account.number, customer=account.customer_id, currency="EUR", payment_days="30"
    )
    assert errors_of(admin_client.post(page_url(account), data)) == {}
    account.refresh_from_db()
    assert (account.currency, account.payment_days) == ("GBP", 30)
    assert "Fixed: this account has invoices." in admin_client.get(page_url(account)).text


def test_customer_with_an_account_is_kept(admin_client):
    customer = AccountFactory().customer
    page = admin_client.post(page_url(customer, "delete"), {"post": "yes"})
    assert "This customer cannot be deleted." in page.text
    assert "1 account</a>" in page.text
    assert Customer.objects.exists()


def test_duplicate_cycle_is_an_error_at_its_code(admin_client):
    BillingCycleFactory()
    response = admin_client.post(add_url(BillingCycle), {"code": "MONTHLY", "name": "Each month"})
    assert errors_of(response) == {
        "code": ["Code is taken by another Billing cycle: choose a different one."]
    }


def test_customer_is_saved_with_no_more_than_a_number_and_a_name(admin_client):
    data = {"number": "C-1", "name": "Ada", **NO_ACCOUNTS}
    assert errors_of(admin_client.post(add_url(Customer), data)) == {}
    assert Customer.objects.get().name == "Ada"
