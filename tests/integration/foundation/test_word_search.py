"""Searching by beginnings of numbers and words: what fits, and that every comparison has its index."""

import pytest
from django.db import connection

from billing_site.foundation.word_search import find_by_words, first_by_words
from invoicing.models import Account, Customer
from metering.models import Meter, ReadingBatch, ServicePoint, Site
from tests.factories.invoicing import AccountFactory, CustomerFactory

pytestmark = pytest.mark.django_db
PLACE = ["name", "street", "city"]


def plan_of(rows):
    with connection.cursor() as cursor:
        # The tables are empty: leave the planner nothing that would be quicker without the index.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    return rows.explain()


@pytest.mark.parametrize(
    ("model", "field", "index"),
    [
        (Site, "code", "site_by_code"),
        (ServicePoint, "code", "service_point_by_code"),
        (Meter, "serial", "meter_by_serial"),
        (ReadingBatch, "source_name", "reading_batch_by_source"),
        (Customer, "number", "customer_by_number"),
        (Customer, "email", "customer_by_email"),
        (Account, "number", "account_by_number"),
    ],
)
def test_finds_a_number_by_its_index(model, field, index):
    assert index in plan_of(find_by_words(model.objects.all(), "ab1", [f"{field}__istartswith"]))


@pytest.mark.parametrize(
    ("model", "field", "index"), [(Site, "code", "site_by_words"), (Customer, "number", "customer_by_words")]
)
def test_finds_words_by_their_index(model, field, index):
    assert index in plan_of(find_by_words(model.objects.all(), "mill", [f"{field}__istartswith"], [PLACE]))


def test_every_word_has_to_fit_somewhere():
    account = AccountFactory(number="A-1", customer__name="Ada Lovelace")
    AccountFactory(number="A-2", customer__name="Ada Byron")
    lookups, texts = ["number__istartswith"], [["customer__name"]]
    assert [*find_by_words(Account.objects.all(), "a-1 ada", lookups, texts)] == [account]
    assert [*find_by_words(Account.objects.all(), "a-2 lovelace", lookups, texts)] == []


def test_text_in_quotation_marks_is_one_word():
    quoted = CustomerFactory(number="10 42")
    CustomerFactory(number="10 43")
    assert [*find_by_words(Customer.objects.all(), '"10 42"', ["number__istartswith"])] == [quoted]
    assert find_by_words(Customer.objects.all(), "'10 4'", ["number__istartswith"]).count() == 2


def test_keeps_to_the_rows_it_is_given():
    first, second = CustomerFactory(name="Ada"), CustomerFactory(name="Ada")
    given = Customer.objects.exclude(pk=first.pk)
    assert [*find_by_words(given, "ada", ["number__istartswith"], [PLACE])] == [second]


def first_accounts(typed, limit=3):
    accounts = Account.objects.order_by("pk")
    return [
        account.number
        for account in first_by_words(
            accounts,
            typed,
            ["number__istartswith", "customer__number__istartswith"],
            [["customer__name", "customer__street", "customer__city"]],
            limit=limit,
        )
    ]


def test_what_is_exactly_so_comes_first():
    for number in ("A-10", "A-11", "A-12", "A-1"):
        AccountFactory(number=number)
    assert first_accounts("a-1") == ["A-1", "A-10", "A-11"]


def test_finds_numbers_before_words_and_each_row_once():
    AccountFactory(number="B-1", customer__name="Adam Smith", customer__number="ADA-9")
    AccountFactory(number="ADA-1", customer__name="Bob")
    assert first_accounts("ada") == ["ADA-1", "B-1"]


def test_all_words_have_to_begin_words_of_one_group():
    AccountFactory(number="A-1", customer__name="Ada Lovelace", customer__city="London")
    AccountFactory(number="A-2", customer__name="Ada Byron", customer__city="Leeds")
    assert first_accounts("lov ada lon") == ["A-1"]
    assert first_accounts("ada paris") == []


def test_falls_back_to_words_that_fit_anywhere():
    AccountFactory(number="KX1", customer__name="Ada Lovelace")
    AccountFactory(number="KX2", customer__name="Ada Byron")
    assert first_accounts("kx1 ada") == ["KX1"]


@pytest.mark.parametrize("typed", ["---", "&|!", "'", ":*", "ada & !"])
def test_takes_signs_as_they_come(typed):
    AccountFactory(customer__name="Ada")
    assert len(first_accounts(typed)) == (1 if "ada" in typed else 0)
