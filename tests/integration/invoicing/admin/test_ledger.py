"""Postings in the admin: to read."""

import pytest

from invoicing.models import LedgerTransaction
from tests.factories.admin_pages import assert_is_read_only, list_url, listed, page_url, queries_of
from tests.integration.invoicing.admin.books import issued_credit_note, issued_invoice

pytestmark = pytest.mark.django_db


def test_posting_is_read_only(admin_client):
    issued_invoice()
    assert_is_read_only(admin_client, LedgerTransaction.objects.get())


def test_list_takes_as_many_queries_for_many_rows_as_for_one(admin_client):
    issued_invoice()
    for_one = queries_of(admin_client, list_url(LedgerTransaction))
    for _ in range(3):
        issued_invoice()
    assert queries_of(admin_client, list_url(LedgerTransaction)) == for_one


def test_list_says_what_each_document_adds_to_the_debt(admin_client):
    issued_credit_note()
    page = admin_client.get(list_url(LedgerTransaction)).text
    assert ">151.57 GBP<" in page
    assert ">\N{MINUS SIGN}151.57 GBP<" in page


def test_page_shows_both_sides(admin_client):
    invoice = issued_invoice()
    page = admin_client.get(page_url(LedgerTransaction.objects.get())).text
    for shown in ("receivable", "revenue", "tax payable", "151.57", "126.31", "25.26"):
        assert shown in page
    assert listed(admin_client, LedgerTransaction, invoice.number) == [LedgerTransaction.objects.get()]
    assert listed(admin_client, LedgerTransaction, "INV-1999") == []
