"""What the database says of held bills."""

import pytest

from invoicing.models import BillHold
from tests.factories.invoicing import AS_OF, BillHoldFactory, InvoiceFactory
from tests.integration.invoicing.models.refusals import refusal

pytestmark = pytest.mark.django_db


def test_a_bill_is_held_once_at_a_time():
    hold = BillHoldFactory()
    told = refusal(lambda: BillHoldFactory(invoice=hold.invoice, code="LOW"))
    assert "bill_hold_one_open_per_invoice" in told
    BillHold.objects.update(released_at=AS_OF, released_by="clerk", release_note="usual in winter")
    BillHoldFactory(invoice=hold.invoice)
    assert hold.invoice.holds.count() == 2


@pytest.mark.parametrize("facts", [{"reason": ""}, {"held_by": ""}])
def test_a_hold_says_who_and_why(facts):
    invoice = InvoiceFactory()
    assert "bill_hold_says_who_and_why" in refusal(lambda: BillHoldFactory(invoice=invoice, **facts))


@pytest.mark.parametrize(
    "facts",
    [
        {"released_at": AS_OF},
        {"released_at": AS_OF, "released_by": "clerk"},
        {"released_at": AS_OF, "release_note": "usual in winter"},
        {"released_by": "clerk"},
        {"release_note": "usual in winter"},
    ],
)
def test_a_release_says_who_and_why(facts):
    invoice = InvoiceFactory()
    assert "bill_hold_release_says_who_and_why" in refusal(lambda: BillHoldFactory(invoice=invoice, **facts))
