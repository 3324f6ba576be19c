"""Customers, accounts and subscriptions in bulk."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoicing.models import Account, Customer, Subscription
from invoicing.resources import AccountResource, CustomerResource, SubscriptionResource
from tests.factories.bulk_files import table_of
from tests.factories.invoicing import (
    AccountFactory,
    BillingCycleFactory,
    CustomerFactory,
    SubscriptionFactory,
)
from tests.factories.metering import ServicePointFactory
from tests.factories.pricing import PlanFactory
from tests.integration.invoicing.admin.books import issued_invoice

pytestmark = pytest.mark.django_db
ACCOUNT = "number customer billing_cycle currency language payment_days"
SUBSCRIPTION = "account utility service_point role plan move_in move_out"
OVERLAP = (
    "Some of these days belong to another subscription of the same role at this service point: "
    "end that one first, or choose days after it."
)


def imported(resource, table, dry_run=False):
    return resource().import_table(table, dry_run=dry_run)


def problems(outcome):
    return [
        (problem.row, problem.column, problem.message) for row in outcome.rows for problem in row.problems
    ]


def row_of(subscription, **changes):
    texts = {
        "account": subscription.account.number,
        "utility": subscription.service_point.utility.code,
        "service_point": subscription.service_point.code,
        "role": "supply",
        "plan": subscription.plan.code,
        "move_in": str(subscription.start_date),
        "move_out": str(subscription.end_date or ""),
    }
    return tuple({**texts, **changes}.values())


def test_customers_are_found_by_their_number():
    ada = CustomerFactory(number="C-1", name="Ada", email="ada@example.com")
    outcome = imported(
        CustomerResource,
        table_of(
            "number name email", ("C-1", "Ada Whitfield", ""), ("C-2", "=HYPERLINK(1)", "x@example.com")
        ),
    )
    assert outcome.counts == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0}
    ada.refresh_from_db()
    assert (ada.name, ada.email, ada.city) == ("Ada Whitfield", "", "Leeds LS1 2AB")
    assert Customer.objects.get(number="C-2").name == "=HYPERLINK(1)"


def test_account_takes_defaults_for_empty_cells():
    CustomerFactory(number="C-1")
    BillingCycleFactory()
    imported(AccountResource, table_of(ACCOUNT, ("A-1", "C-1", "MONTHLY", "EUR", "", "")))
    account = Account.objects.get(number="A-1")
    assert (account.customer.number, account.currency, account.language, account.payment_days) == (
        *("C-1", "EUR", "en", 14),
    )


def test_checks_of_the_database_are_told_of_each_row_in_the_words_of_the_admin():
    CustomerFactory(number="C-1")
    BillingCycleFactory()
    outcome = imported(
        AccountResource,
        table_of(
            ACCOUNT,
            ("A-1", "C-1", "MONTHLY", "eur", "en", "14"),
            ("A-2", "C-1", "MONTHLY", "EUR", "en", "14"),
            ("A-3", "C-1", "MONTHLY", "E1R", "en", "14"),
        ),
    )
    message = "Currency is not a code of ISO 4217: write three capital letters, such as EUR."
    assert problems(outcome) == [(2, "currency", message), (4, "currency", message)]
    assert not Account.objects.exists()


def test_currency_of_an_account_with_invoices_is_fixed():
    account = issued_invoice().account
    row = (account.number, account.customer.number, account.billing_cycle.code, "EUR", "de", "30")
    assert problems(imported(AccountResource, table_of(ACCOUNT, row))) == [
        (2, "currency", "Fixed: this account has invoices. Keep the value that is stored.")
    ]
    same = (*row[:3], account.currency, *row[4:])
    assert imported(AccountResource, table_of(ACCOUNT, same)).counts["changed"] == 1
    account.refresh_from_db()
    assert (account.currency, account.language, account.payment_days) == ("GBP", "de", 30)


def test_starts_and_ends_supplies():
    old = SubscriptionFactory(start_date=date(2025, 6, 1))
    heir = AccountFactory()
    outcome = imported(
        SubscriptionResource,
        table_of(
            SUBSCRIPTION,
            row_of(old, move_out="2026-03-01"),
            row_of(old, account=heir.number, move_in="2026-03-01", role=""),
        ),
    )
    assert outcome.counts == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0}
    assert [
        *Subscription.objects.order_by("start_date").values_list("account", "start_date", "end_date")
    ] == [
        (old.account_id, date(2025, 6, 1), date(2026, 3, 1)),
        (heir.pk, date(2026, 3, 1), None),
    ]


def test_overlaps_with_stored_rows_and_within_the_file_are_told_of_each_row():
    stored = SubscriptionFactory(start_date=date(2025, 6, 1), end_date=date(2026, 3, 1))
    free = SubscriptionFactory.build(
        account=stored.account,
        plan=stored.plan,
        service_point=ServicePointFactory(),
        start_date=date(2026, 1, 1),
    )
    outcome = imported(
        SubscriptionResource,
        table_of(
            SUBSCRIPTION,
            row_of(stored, move_in="2026-02-28", move_out=""),
            row_of(stored, move_in="2026-02-28", move_out="", role="delivery"),
            row_of(free, move_out="2026-02-01"),
            row_of(free, move_in="2026-01-31"),
            row_of(free, move_in="2026-12-01", role="add-on"),
        ),
    )
    assert problems(outcome) == [(2, "move_in", OVERLAP), (5, "move_in", OVERLAP)]
    assert Subscription.objects.count() == 1


def test_a_stored_row_that_is_lengthened_over_the_next_is_to_blame():
    first = SubscriptionFactory(start_date=date(2025, 6, 1), end_date=date(2026, 3, 1))
    SubscriptionFactory(service_point=first.service_point, start_date=date(2026, 3, 1))
    outcome = imported(SubscriptionResource, table_of(SUBSCRIPTION, row_of(first, move_out="")))
    assert problems(outcome) == [(2, "move_in", OVERLAP)]


def test_what_only_the_database_objects_to_is_told_of_its_row(monkeypatch):
    monkeypatch.setattr("invoicing.resources._overlaps", lambda rows: [])
    stored = SubscriptionFactory(start_date=date(2025, 6, 1))
    rows = [row_of(stored, service_point=ServicePointFactory().code, move_in="2026-01-01") for _ in range(7)]
    rows.insert(5, row_of(stored, move_in="2026-01-01"))
    outcome = imported(SubscriptionResource, table_of(SUBSCRIPTION, *rows))
    assert problems(outcome) == [(7, "move_in", OVERLAP)]
    assert Subscription.objects.count() == 1


def test_other_currency_and_days_backwards_are_refused():
    row = SubscriptionFactory()
    PlanFactory(code="EURO", currency="EUR")
    other = ServicePointFactory().code
    outcome = imported(
        SubscriptionResource,
        table_of(
            SUBSCRIPTION,
            row_of(row, plan="EURO"),
            row_of(row, service_point=other, move_in="2026-02-01", move_out="2026-02-01"),
        ),
    )
    assert problems(outcome) == [
        (
            2,
            "plan",
            f"Plan EURO is in EUR, account {row.account.number} in GBP: choose a plan in the account's currency.",
        ),
        (
            3,
            "move_out",
            "Move-out is not after move-in: write a later day, or leave it empty while the supply goes on.",
        ),
    ]


def test_billed_subscription_is_fixed_but_for_a_move_out_after_its_billed_days():
    row = issued_invoice().lines.first().subscription
    plan = PlanFactory(code="OTHER")
    outcome = imported(SubscriptionResource, table_of(SUBSCRIPTION, row_of(row, plan=plan.code)))
    assert problems(outcome) == [
        (2, "plan", "Fixed: days of this subscription are billed. Keep the value that is stored.")
    ]
    outcome = imported(SubscriptionResource, table_of(SUBSCRIPTION, row_of(row, move_out="2026-01-31")))
    assert problems(outcome) == [
        (
            2,
            "move_out",
            (
                "Move-out lies in days that are on an invoice: write 2026-02-01 or later, "
                "or credit the invoice first."
            ),
        )
    ]
    outcome = imported(SubscriptionResource, table_of(SUBSCRIPTION, row_of(row, move_out="2026-02-01")))
    assert outcome.counts["changed"] == 1


def test_asks_the_database_as_often_for_many_rows_as_for_few():
    row = SubscriptionFactory()
    places = ServicePointFactory.create_batch(60)

    def queries(count):
        rows = [row_of(row, service_point=place.code) for place in places[:count]]
        with CaptureQueriesContext(connection) as captured:
            outcome = imported(SubscriptionResource, table_of(SUBSCRIPTION, row_of(row), *rows), dry_run=True)
        assert outcome.counts == {"new": count, "changed": 0, "unchanged": 1, "refused": 0}
        return len(captured)

    queries(1)
    assert queries(60) == queries(2)
