"""Subscriptions in the admin: what the database or a bill run would refuse is said at the field."""

from datetime import date
from decimal import Decimal

import pytest

from billing_site.foundation.models import AuditEntry
from invoicing.models import Subscription
from tests.factories.admin_pages import add_url, errors_of, list_url, listed, page_url, queries_of
from tests.factories.invoicing import AccountFactory, SubscriptionFactory
from tests.factories.metering import ServicePointFactory
from tests.factories.pricing import PlanFactory, PlanVersionFactory
from tests.integration.invoicing.admin.books import issued_invoice

pytestmark = pytest.mark.django_db
OVERLAP = (
    "Some of these days belong to another subscription of the same role at this service point: "
    "end that one first, or choose days after it."
)

NO_ROWS = {
    f"{prefix}-{count}_FORMS": 0
    for prefix in ("contract_values", "negotiated_terms")
    for count in ("TOTAL", "INITIAL")
}


def data_of(subscription, **changes):
    return {
        "account": subscription.account_id,
        "service_point": subscription.service_point_id,
        "plan": subscription.plan_id,
        "role": "1",
        "start_date": "2025-06-01",
        "end_date": "",
        **NO_ROWS,
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
    response = admin_client.post(
        add_url(Subscription), data | NO_ROWS | {"role": "1", "start_date": "2026-03-01"}
    )
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


def rows_of(prefix, *rows):
    """A formset's fields as the page posts them; stored rows have an id and come first."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": sum("id" in row for row in rows)}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def agree(client, subscription, values=(), terms=()):
    data = data_of(subscription, **rows_of("contract_values", *values), **rows_of("negotiated_terms", *terms))
    return client.post(page_url(subscription), data)


def inline_errors(response):
    return [
        error
        for formset in response.context["inline_admin_formsets"]
        for errors in formset.formset.errors
        for error in errors.items()
    ]


def term(**changes):
    return {
        "pointer": "/charges/1/price/tiers/0/unit_price",
        "value": '"0.21"',
        "from_date": "2026-01-01",
        "to_date": "",
        "reason": "three years",
        "agreed_by": "Ada",
        **changes,
    }


def test_keeps_what_the_contract_says_and_who_agreed(admin_client):
    subscription = SubscriptionFactory(plan=PlanVersionFactory().plan, start_date=date(2025, 6, 1))
    kw = {"name": "kw", "value": "12.5", "from_date": "2026-01-01", "to_date": ""}
    assert agree(admin_client, subscription, [kw], [term()]).status_code == 302
    (value,), (agreed,) = subscription.contract_values.all(), subscription.negotiated_terms.all()
    assert (value.name, value.value) == ("kw", Decimal("12.5"))
    # By code, so that it stays right when a later version has its charges in another order.
    assert (agreed.pointer, agreed.value) == ("/charges/ENERGY/price/tiers/0/unit_price", "0.21")
    entries = AuditEntry.objects.filter(subject_id=str(subscription.pk)).order_by("pk")
    assert [(one.action, one.actor_label, one.details["from_date"]) for one in entries] == [
        ("CONTRACTVALUE_ADDED", "admin", "2026-01-01"),
        ("NEGOTIATEDTERM_ADDED", "admin", "2026-01-01"),
    ]
    assert entries[1].details["reason"] == "three years"


@pytest.mark.parametrize(
    ("rows", "field", "message"),
    [
        (
            [term(pointer="/charges/GAS/price")],
            "pointer",
            'there is no "GAS"; choose one of STANDING, ENERGY',
        ),
        ([term(value='"cheap"')], "pointer", "the plan is not valid"),
        ([term(value="0.21")], "pointer", "the plan is not valid"),
        ([term(value="cheap")], "value", "Enter a valid JSON."),
        ([term(to_date="2025-12-31")], "to_date", "Until is not after from"),
        (
            [term(), term(from_date="2026-05-01")],
            "from_date",
            "Another row for /charges/ENERGY/price/tiers/0/unit_price holds",
        ),
    ],
)
def test_refuses_a_term_that_no_bill_could_be_made_by(admin_client, rows, field, message):
    subscription = SubscriptionFactory(plan=PlanVersionFactory().plan, start_date=date(2025, 6, 1))
    ((found, messages),) = inline_errors(agree(admin_client, subscription, terms=rows))
    assert found == field
    assert message in messages[0]
    assert not subscription.negotiated_terms.exists()


def test_refuses_a_value_on_days_of_another(admin_client):
    subscription = SubscriptionFactory(start_date=date(2025, 6, 1))
    kw = {"name": "kw", "value": "12.5", "from_date": "2026-01-01", "to_date": ""}
    agree(admin_client, subscription, [kw])
    stored = kw | {"id": subscription.contract_values.get().pk}
    later = kw | {"value": "15", "from_date": "2026-03-01"}
    ((field, messages),) = inline_errors(agree(admin_client, subscription, [stored, later]))
    assert field == "from_date"
    assert messages[0].startswith("Another row for kw holds on some of these days: end that one first")
    # Ending the one and beginning the other is one step.
    assert agree(admin_client, subscription, [stored | {"to_date": "2026-03-01"}, later]).status_code == 302
    assert [value.value for value in subscription.contract_values.order_by("from_date")] == [12.5, 15]
