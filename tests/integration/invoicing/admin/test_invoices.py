"""Invoices in the admin: to read, each line explained."""

from datetime import date

import pytest

from invoicing.models import Invoice, InvoiceLine, InvoiceNumberSequence
from tests.factories.admin_pages import assert_is_read_only, list_url, listed, page_url, queries_of
from tests.factories.invoicing import InvoiceFactory
from tests.integration.invoicing.admin.books import issued_credit_note, issued_invoice

pytestmark = pytest.mark.django_db
TIMES = "\N{MULTIPLICATION SIGN}"


def test_drafts_and_finalized_ones_are_read_only(admin_client):
    assert_is_read_only(admin_client, InvoiceFactory())
    assert_is_read_only(admin_client, issued_invoice())


def test_number_sequence_is_read_only(admin_client):
    issued_invoice()
    sequence = InvoiceNumberSequence.objects.get()
    assert sequence.last_issue_date == date(2026, 2, 3)
    assert_is_read_only(admin_client, sequence)


def test_list_takes_as_many_queries_for_many_rows_as_for_one(admin_client):
    issued_invoice()
    for_one = queries_of(admin_client, list_url(Invoice))
    for _ in range(4):
        issued_invoice()
    assert queries_of(admin_client, list_url(Invoice)) == for_one


def test_page_takes_as_many_queries_for_many_lines_as_for_few(admin_client):
    invoice = InvoiceFactory()
    for_three = queries_of(admin_client, page_url(invoice))
    line = invoice.lines.last()
    for position in (4, 5, 6, 7):
        line.pk, line.position = None, position
        line.save()
    assert queries_of(admin_client, page_url(invoice)) == for_three


def test_page_explains_each_line_in_plain_words(admin_client):
    page = admin_client.get(page_url(issued_invoice())).text
    assert f"31 days {TIMES} 0.45 = 13.95 GBP" in page
    assert f"300 kWh of 420.5 kWh lie up to 300 kWh; 300 kWh {TIMES} 0.25 = 75.00 GBP" in page
    assert f"120.5 kWh {TIMES} 0.31 = 37.355, rounded to 37.36 GBP" in page


def test_page_shows_amounts_in_the_decimals_of_the_currency(admin_client):
    page = admin_client.get(page_url(issued_invoice())).text
    for amount in ("126.31 GBP", "25.26 GBP", "151.57 GBP"):
        assert amount in page
    assert "2026-01-01 \N{EN DASH} 2026-01-31" in page


def test_packages_are_explained_in_the_unit_that_was_counted(admin_client):
    invoice = InvoiceFactory(with_lines=True)
    line = invoice.lines.last()
    line.unit = "package"
    line.trace = {
        "rule": "package",
        "of": "total",
        "m": "ELECTRICITY_IMPORT",
        "q": "420.5",
        "k": ["100", "0", "up"],
        "p": "3",
        "r": [2, "half_up"],
    }
    line.save()
    assert "420.5 kWh make packages of 100 kWh" in admin_client.get(page_url(invoice)).text


def test_line_of_a_later_version_does_not_break_the_page(admin_client):
    invoice = InvoiceFactory()
    InvoiceLine.objects.filter(invoice=invoice, position=1).update(
        trace={"rule": "barter", "p": "1", "r": [2, "half_up"]}
    )
    page = admin_client.get(page_url(invoice)).text
    assert "This line cannot be explained: unknown rule &#x27;barter&#x27;." in page


def test_credited_invoice_says_so_and_leads_to_its_credit_note(admin_client):
    note = issued_credit_note()
    invoice = note.invoice
    assert "credited" in admin_client.get(list_url(Invoice)).text
    assert f">{note.number}</a>" in admin_client.get(page_url(invoice)).text


def test_finds_by_number_account_and_customer(admin_client):
    invoice = issued_invoice(account__customer__name="Harbour Cold Storage")
    draft = InvoiceFactory()
    assert listed(admin_client, Invoice, "inv-2026-0000") == [invoice]
    assert listed(admin_client, Invoice, "cold harb") == [invoice]
    assert listed(admin_client, Invoice, draft.account.number) == [draft]
