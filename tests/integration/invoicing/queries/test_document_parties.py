"""Who is named on a document."""

import pytest

from invoicing.models import Account, Invoice, Subscription
from invoicing.queries.document_parties import parties_as_frozen, parties_as_they_stand
from tests.factories.invoicing import finalized_invoice

pytestmark = pytest.mark.django_db


def test_stand_as_they_were_frozen_while_nothing_has_changed():
    invoice = finalized_invoice()
    account = Account.objects.select_related("customer").get(pk=invoice.account_id)
    served = Subscription.objects.select_related("service_point__site", "plan").filter(account=account)
    frozen = parties_as_frozen(Invoice.objects.get(pk=invoice.pk).parties, invoice.currency)
    assert parties_as_they_stand(account, served) == frozen
    assert frozen.recipient.customer_number == account.customer.number
    assert [place.service_point for place in frozen.places] == [served.get().service_point.code]


@pytest.mark.parametrize(
    ("seller", "account"),
    [
        ({"bank_accounts": {"EUR": "DE02", "USD": "routing 021"}}, "routing 021"),
        ({"bank_accounts": {"EUR": "DE02"}}, ""),
        ({"bank_accounts": {}, "bank_account": "DE02"}, ""),
        ({"bank_account": "DE02"}, "DE02"),  # as it was sent before there was one for each currency
        ({}, ""),
    ],
)
def test_name_the_bank_account_of_the_currency(seller, account):
    frozen = Invoice.objects.get(pk=finalized_invoice().pk).parties
    found = parties_as_frozen({**frozen, "seller": {"name": "Seller", **seller}}, "USD")
    assert found.seller.bank_account == account
