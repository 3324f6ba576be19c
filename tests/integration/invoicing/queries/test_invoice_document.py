"""What an invoice says."""

from datetime import date
from decimal import Decimal

import pytest

from invoicing.documents.invoice_pdf import render_invoice_pdf
from invoicing.models import Customer, Invoice, InvoiceLine
from invoicing.queries.invoice_document import load_invoice_document, load_invoice_documents
from metering.models import Site
from tests.factories.invoicing import InvoiceFactory, finalized_invoice

pytestmark = pytest.mark.django_db


def test_says_what_the_invoice_says():
    invoice = finalized_invoice()
    document = load_invoice_document(invoice.pk)
    assert document.number == invoice.number
    assert (document.issue_date, document.due_date) == (invoice.issue_date, invoice.due_date)
    assert (document.from_date, document.to_date) == (date(2026, 1, 1), date(2026, 2, 1))
    assert (document.net, document.tax, document.total) == (
        Decimal("126.31"),
        Decimal("25.26"),
        Decimal("151.57"),
    )
    assert [line.amount for line in document.lines] == [
        Decimal("13.95"),
        Decimal("75.00"),
        Decimal("37.36"),
    ]
    assert [(tax.label, tax.base, tax.amount) for tax in document.taxes] == [
        ("VAT 20 %", Decimal("126.31"), Decimal("25.26"))
    ]
    assert document.parties.recipient.account_number == invoice.account.number
    (place,) = document.parties.places
    assert {line.subscription_id for line in document.lines} == {place.subscription_id}
    assert (place.plan_name, place.zone_name) == ("Home", "Europe/London")


def test_keeps_the_names_an_invoice_was_issued_with():
    invoice = finalized_invoice()
    before = load_invoice_document(invoice.pk)
    Customer.objects.update(name="Somebody else", street="Elsewhere")
    Site.objects.update(name="Another house")
    assert load_invoice_document(invoice.pk) == before


def test_keeps_the_seller_an_invoice_was_issued_with(settings):
    invoice = finalized_invoice()
    settings.SELLER = {**settings.SELLER, "name": "New Name Ltd"}
    assert load_invoice_document(invoice.pk).parties.seller.name == "Sunstone Energy & Utilities"


def test_knows_a_seller_who_said_less_of_itself(settings):
    settings.SELLER = {"name": "Old Seller"}
    seller = load_invoice_document(finalized_invoice().pk).parties.seller
    assert (seller.name, seller.address, seller.bank_account) == ("Old Seller", (), "")


def test_names_the_parties_of_a_draft_as_they_are_now(settings):
    draft = InvoiceFactory()
    Customer.objects.filter(pk=draft.account.customer_id).update(name="Renamed")
    settings.SELLER = {**settings.SELLER, "name": "New Name Ltd"}
    document = load_invoice_document(draft.pk)
    assert (document.number, document.issue_date, document.due_date) == (None, None, None)
    assert (document.parties.recipient.name, document.parties.seller.name) == ("Renamed", "New Name Ltd")
    assert [place.plan_name for place in document.parties.places] == ["Home"]


def test_tells_the_unit_that_a_package_is_made_of():
    draft = InvoiceFactory()
    line = InvoiceLine.objects.filter(invoice=draft).last()
    trace = {**line.trace, "rule": "package", "k": ["100", "0", "up"]}
    InvoiceLine.objects.filter(pk=line.pk).update(unit="package", trace=trace)
    *_, packages = load_invoice_document(draft.pk).lines
    assert (packages.unit, packages.counted_unit) == ("package", "kWh")


def test_takes_as_many_queries_for_many_as_for_one(django_assert_num_queries):
    drafts = [InvoiceFactory() for _ in range(3)]
    finalized = [finalized_invoice() for _ in range(3)]
    with django_assert_num_queries(4):
        documents = load_invoice_documents([invoice.pk for invoice in (*drafts, *finalized)])
    assert [document.number is None for document in documents.values()] == [True] * 3 + [False] * 3


def test_names_the_ids_that_are_not_there():
    with pytest.raises(Invoice.DoesNotExist, match="no invoice has the id 7, 9"):
        load_invoice_documents([9, 7])


def test_can_be_printed_without_the_database(django_assert_num_queries):
    document = load_invoice_document(finalized_invoice().pk)
    with django_assert_num_queries(0):
        assert render_invoice_pdf(document).startswith(b"%PDF-")
