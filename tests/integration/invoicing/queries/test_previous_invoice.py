"""An invoice beside the one before it."""

from datetime import date
from decimal import Decimal

import pytest

from invoicing.models import InvoiceLine
from invoicing.queries.previous_invoice import load_comparison
from tests.factories.invoicing import AccountFactory, InvoiceFactory
from tests.factories.payments import billed

pytestmark = pytest.mark.django_db


def draft_after(invoice):
    """A draft of February with the lines of January's invoice, and a third less of the second tier."""
    draft = InvoiceFactory(
        account=invoice.account,
        from_date=date(2026, 2, 1),
        to_date=date(2026, 3, 1),
        net=Decimal("113.86"),
        tax=Decimal("22.77"),
        total=Decimal("136.63"),
        with_lines=False,
    )
    for line in InvoiceLine.objects.filter(invoice=invoice).order_by("position"):
        line.pk, line.invoice = None, draft
        if line.tier == 2:
            line.quantity, line.amount = Decimal("80.3"), Decimal("24.91")
        line.save()
    return draft


def test_puts_charge_beside_charge_with_tiers_added_up():
    invoice = billed(AccountFactory())
    comparison = load_comparison(draft_after(invoice), invoice)
    told = [
        (one.label, one.quantity_before, one.quantity_now, one.amount_before, one.amount_now, one.change)
        for one in comparison.charges
    ]
    assert told == [
        ("Standing charge", 31, 31, Decimal("13.95"), Decimal("13.95"), 0),
        (
            *("Electricity", Decimal("420.5"), Decimal("380.3")),
            *(Decimal("112.36"), Decimal("99.91"), Decimal("-12.45")),
        ),
    ]


def test_tells_both_totals_and_the_days_of_the_earlier():
    invoice = billed(AccountFactory())
    comparison = load_comparison(draft_after(invoice), invoice)
    assert (comparison.previous_id, comparison.previous_number) == (invoice.pk, invoice.number)
    assert (comparison.total_before, comparison.total_now) == (Decimal("151.57"), Decimal("136.63"))
    assert (comparison.change, comparison.less, comparison.tax_change) == (
        Decimal("-14.94"),
        Decimal("14.94"),
        Decimal("-2.49"),
    )
    assert comparison.day_count == 31
    assert sum(charge.change for charge in comparison.charges) + comparison.tax_change == comparison.change


def test_charges_of_one_invoice_only_have_nothing_beside_them():
    account = AccountFactory()
    earlier, later = billed(account, 1), billed(account, 2)  # of another subscription
    charges = load_comparison(later, earlier).charges
    assert [charge.amount_before is None for charge in charges].count(True) == 2
    assert [charge.amount_now is None for charge in charges].count(True) == 2
    assert len({charge.service_point for charge in charges}) == 2


def test_asks_one_question(django_assert_num_queries):
    invoice = billed(AccountFactory())
    draft = draft_after(invoice)
    with django_assert_num_queries(1):
        load_comparison(draft, invoice)
