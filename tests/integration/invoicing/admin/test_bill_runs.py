"""Bill runs, batches and exceptions in the admin: to read."""

import pytest

from invoicing.models import BillRun, BillRunBatch, BillRunException, Invoice
from tests.factories.admin_pages import assert_is_read_only, list_url, listed, page_url, queries_of
from tests.factories.invoicing import AccountFactory, BillingCycleFactory, BillRunFactory, InvoiceFactory

pytestmark = pytest.mark.django_db


def refused_account(invoice):
    return BillRunException.objects.create(
        batch=invoice.batch, account=AccountFactory(), code="NO_READINGS", reason="No reading in the period."
    )


def test_are_read_only(admin_client):
    refused = refused_account(InvoiceFactory())
    for row in (refused, refused.batch, refused.batch.bill_run):
        assert_is_read_only(admin_client, row)


@pytest.mark.parametrize("model", [BillRun, BillRunBatch, BillRunException])
def test_list_takes_as_many_queries_for_many_rows_as_for_one(admin_client, model):
    refused_account(InvoiceFactory())
    for_one = queries_of(admin_client, list_url(model))
    for number in range(5):
        cycle = BillingCycleFactory(code=f"CYCLE-{number}")
        refused_account(InvoiceFactory(batch__bill_run=BillRunFactory(billing_cycle=cycle)))
    assert queries_of(admin_client, list_url(model)) == for_one


def test_run_leads_to_its_own_invoices_and_exceptions(admin_client):
    invoice = InvoiceFactory()
    refused = refused_account(invoice)
    run, other = invoice.batch.bill_run, BillRunFactory(billing_cycle=BillingCycleFactory(code="WEEKLY"))
    InvoiceFactory(batch__bill_run=other)
    page = admin_client.get(page_url(run)).text
    for model, row in ((Invoice, invoice), (BillRunException, refused)):
        link = f"{list_url(model)}?batch__bill_run__id__exact={run.pk}"
        assert f'href="{link}"' in page
        assert list(admin_client.get(link).context["cl"].result_list) == [row]


def test_list_counts_what_the_batches_counted(admin_client):
    run = InvoiceFactory().batch.bill_run
    BillRunBatch.objects.filter(bill_run=run).update(invoice_count=1200, exception_count=3)
    page = admin_client.get(list_url(BillRun)).text
    assert ">1,200</a>" in page
    assert ">3</a>" in page


def test_finds_exceptions_by_account_and_customer(admin_client):
    refused = refused_account(InvoiceFactory())
    refused_account(InvoiceFactory())
    assert listed(admin_client, BillRunException, refused.account.number) == [refused]
    assert listed(admin_client, BillRunException, refused.account.customer.name) == [refused]
