"""What the demo's customers pay."""

from datetime import UTC, datetime
from decimal import Decimal
from zlib import crc32

import pytest

from billing_site.demo.payments import pay_bills
from invoicing.models import Payment
from invoicing.queries.open_items import load_open_items
from tests.factories.invoicing import AccountFactory
from tests.factories.payments import billed

pytestmark = pytest.mark.django_db


def _pay(month, months_left=11):
    return pay_bills(datetime(2026, month, 6, 6, tzinfo=UTC), "demo", months_left)


def _account(kind):
    """An account whose number's checksum makes it pay like this."""
    low, high = {"never": (0, 1), "half": (1, 3), "late": (3, 7), "prompt": (7, 40)}[kind]
    numbers = (f"P-{number}" for number in range(1_000))
    return AccountFactory(number=next(one for one in numbers if low <= crc32(one.encode()) % 40 < high))


def test_a_month_is_paid_once_with_a_payment_of_its_own():
    account = _account("prompt")
    billed(account, 1)
    assert (_pay(2), _pay(2)) == (1, 0)
    billed(account, 2)
    assert _pay(3) == 1
    assert [payment.amount for payment in Payment.objects.order_by("pk")] == [Decimal("151.57")] * 2
    assert load_open_items([account.pk])[account.pk] == ()


@pytest.mark.parametrize(("kind", "open_amounts"), [("never", [151.57, 151.57]), ("half", [75.57, 151.57])])
def test_some_leave_things_open(kind, open_amounts):
    account = _account(kind)
    for month in (1, 2):
        billed(account, month)
        _pay(month + 1)
    items = load_open_items([account.pk])[account.pk]
    assert [float(item.open_amount) for item in items] == open_amounts


def test_who_is_late_pays_nothing_in_the_last_three_months():
    account = _account("late")
    billed(account, 1)
    assert _pay(2, months_left=2) == 0
    assert _pay(2, months_left=3) == 1
