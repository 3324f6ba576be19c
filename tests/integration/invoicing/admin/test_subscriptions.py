"""Subscriptions in the admin: what the database or a bill run would refuse is said at the field."""

from datetime import date

import pytest

from invoicing.models import Subscription
from tests.factories.admin_pages import add_url, errors_of, list_url, listed, page_url, queries_of
from tests.factories.invoicing import AccountFactory, SubscriptionFactory
from tests.factories.metering import ServicePointFactory
from tests.factories.pricing import PlanFactory
from tests.integration.invoicing.admin.books import issued_invoice

pytestmark = pytest.mark.django_db
OVERLAP = (
    "Some of these days belong to another subscription of the same role at this service point: "
    "end that one first, or choose days after it."
)


def data_of(subscription, **changes):
    return {
        "account": subscription.account_id,
        "service_point": subscription.service_point_id,
        "plan": subscription.plan_id,
        "role": "1",
        "start_date": "2025-06-01",
        "end_date": "",
        **changes,
    }


def test_shows_list_form_and_page(admin_client):
    row = SubscriptionFactory()
    for url in (list_url(Subscription), add_url(Subscription), page_url(row), page_url(row, "delete")):
        assert admin_client.get(url).status_code == 200


def test_list_takes_as_many_queries_for_many_rows_as_for_one(admin_client):
    SubscriptionFactory()
    for_one = queries_of(admin_client, list_url(Subscription))
    SubscriptionFactory.create_batch(5)
    assert queries_of(admin_client, list_url(Subscription)) == for_one


def test_finds_by_account_service_point_and_customer(admin_client):
    row = SubscriptionFactory(account__customer__name="Harbour Cold Storage")
    SubscriptionFactory()
    for typed in (row.account.number, row.service_point.code, "cold"):
        assert listed(admin_client, Subscription, typed) == [row], typed


def test_starts_a_supply(admin_client):
    data = {
        "account": AccountFactory().pk,
        "service_point": ServicePointFactory().pk,
        "plan": PlanFactory().pk,
    }
    response = admin_client.post(add_url(Subscription), data | {"role": "1", "start_date": "2026-03-01"})
    assert errors_of(response) == {}
    assert Subscription.objects.get().start_date == date(2026, 3, 1)


def test_overlap_is_an_error_at_the_move_in_with_its_cure(admin_client):
    first = SubscriptionFactory(start_date=date(2025, 6, 1), end_date=date(2026, 3, 1))
    overlapping = data_of(first, account=AccountFactory().pk, start_date="2026-02-28")
    assert errors_of(admin_client.post(add_url(Subscription), overlapping)) == {"start_date": [OVERLAP]}
    following = overlapping | {"start_date": "2026-03-01"}
    assert errors_of(admin_client.post(add_url(Subscription), following)) == {}


def test_move_out_before_move_in_is_an_error_at_the_move_out(admin_client):
    row = SubscriptionFactory()
    assert errors_of(admin_client.post(page_url(row), data_of(row, end_date="2025-06-01"))) == {
        "end_date": [
            "Move-out is not after move-in: write a later day, or leave it empty while the supply goes on."
        ]
    }


def test_plan_in_another_currency_is_an_error_at_the_plan(admin_client):
    row = SubscriptionFactory()
    euro = PlanFactory(code="EURO", currency="EUR")
    assert errors_of(admin_client.post(page_url(row), data_of(row, plan=euro.pk))) == {
        "plan": [
            f"Plan EURO is in EUR, account {row.account.number} in GBP: choose a plan in the account's currency."
        ]
    }


def test_what_is_billed_is_fixed_but_for_the_move_out(admin_client):
    row = issued_invoice().lines.first().subscription
    changed = data_of(row, account=AccountFactory().pk, start_date="2026-01-15", end_date="2026-02-01")
    assert errors_of(admin_client.post(page_url(row), changed)) == {}
    account = row.account_id
    row.refresh_from_db()
    assert (row.account_id, row.start_date, row.end_date) == (account, date(2025, 6, 1), date(2026, 2, 1))


def test_move_out_in_billed_days_is_an_error_that_says_from_when_it_may_be(admin_client):
    row = issued_invoice().lines.first().subscription
    assert errors_of(admin_client.post(page_url(row), data_of(row, end_date="2026-01-31"))) == {
        "end_date": [
            "Move-out lies in days that are on an invoice: write 2026-02-01 or later, or credit the invoice first."
        ]
    }


def test_overlap_is_found_though_the_other_fields_are_fixed(admin_client):
    row = issued_invoice().lines.first().subscription
    Subscription.objects.filter(pk=row.pk).update(end_date=date(2026, 3, 1))
    SubscriptionFactory(service_point=row.service_point, start_date=date(2026, 3, 1))
    assert errors_of(admin_client.post(page_url(row), data_of(row, end_date=""))) == {"start_date": [OVERLAP]}
