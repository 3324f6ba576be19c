"""What a customer owes, what is coming, and the last bills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import Role, allow
from invoicing.models import Account, Invoice
from invoicing.portal.bill_status import bill_status
from invoicing.portal.forecast_picture import forecast_picture
from invoicing.portal.pages import Visit, about_an_account
from invoicing.queries.open_items import Receivables, load_receivables, with_open_amounts
from invoicing.queries.period_so_far import PeriodSoFar, load_open_period, load_period_so_far

_LAST_BILLS: Final = 3
_FAR_ABOVE: Final = Decimal("1.4")


@dataclass(frozen=True, slots=True)
class AmountDue:
    """What is to be paid, and for how many bills; `by` is when the first of them is due.

    `invoice_number` is that of the only one, if it is to be paid in full. `in_favour` is money that the customer
    has with us.
    """

    amount: Decimal
    by: date | None
    bill_count: int
    is_overdue: bool
    invoice_number: str
    in_favour: Decimal


@require_safe
@allow(Role.CUSTOMER)
@about_an_account
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One account at a glance."""
    now = timezone.now()
    account = visit.account
    due = amount_due(load_receivables(account.pk, now.date()), now.date())
    bills = list(bills_of(account)[:_LAST_BILLS])
    so_far = load_period_so_far(account, now)
    last = next((bill for bill in bills if getattr(bill, "credit_note", None) is None), None)
    return visit.page(
        request,
        "invoicing/portal/home.html",
        {
            "due": due,
            "bills": [{"invoice": bill, "status": bill_status(bill, now.date())} for bill in bills],
            "last": last,
            "so_far": so_far,
            "open_period": so_far.period if so_far else load_open_period(account),
            "last_day_of_period": so_far.period.to_date - timedelta(days=1) if so_far else None,
            "picture": forecast_picture(so_far, last.total if last else None) if so_far else None,
            "is_far_above": _is_far_above(so_far, last) and not due.is_overdue,
        },
    )


def amount_due(receivables: Receivables, today: date) -> AmountDue:
    """What is open on the day, less what the customer has with us."""
    owed = [item for item in receivables.items if item.open_amount > 0]
    first = owed[0] if owed else None
    is_one = first is not None and len(owed) == 1 and receivables.balance == first.open_amount
    return AmountDue(
        amount=max(receivables.balance, Decimal(0)),
        by=first.due_date if first else None,
        bill_count=len(owed),
        is_overdue=first is not None and first.due_date < today and receivables.balance > 0,
        invoice_number=first.number if first is not None and is_one else "",
        in_favour=max(-receivables.balance, Decimal(0)),
    )


def bills_of(account: Account) -> QuerySet[Any]:
    """The account's finalized invoices with what is open of them, the latest first."""
    finalized = Invoice.objects.filter(account=account, state=Invoice.State.FINALIZED)
    return with_open_amounts(finalized).select_related("credit_note").order_by("-from_date", "-pk")


def _is_far_above(so_far: PeriodSoFar | None, last: Invoice | None) -> bool:
    """Whether even the low end of the forecast is far above the last bill."""
    return (
        so_far is not None
        and last is not None
        and so_far.low is not None
        and so_far.low > last.total * _FAR_ABOVE > 0
    )
