"""Credit notes in the admin: to read."""

import pytest

from invoicing.models import CreditNote
from tests.factories.admin_pages import assert_is_read_only, list_url, listed, page_url, queries_of
from tests.integration.invoicing.admin.books import issued_credit_note

pytestmark = pytest.mark.django_db


def test_is_read_only(admin_client):
    assert_is_read_only(admin_client, issued_credit_note())


def test_list_takes_as_many_queries_for_many_rows_as_for_one(admin_client):
    issued_credit_note()
    for_one = queries_of(admin_client, list_url(CreditNote))
    for _ in range(3):
        issued_credit_note()
    assert queries_of(admin_client, list_url(CreditNote)) == for_one


def test_page_shows_what_is_taken_back_without_a_query_for_each_line(
    admin_client, django_assert_max_num_queries
):
    url = page_url(issued_credit_note())
    with django_assert_max_num_queries(10):
        page = admin_client.get(url).text
    for amount in ("151.57 GBP", "13.95", "75.00", "37.36"):
        assert amount in page


def test_finds_by_its_number_and_its_invoice(admin_client):
    note = issued_credit_note()
    issued_credit_note()
    assert listed(admin_client, CreditNote, note.number.lower()) == [note]
    assert listed(admin_client, CreditNote, note.invoice.number) == [note]
