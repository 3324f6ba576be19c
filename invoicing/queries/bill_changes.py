"""Why an invoice differs from an earlier one of its account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import QuerySet

from invoicing.drafting.bill_change import Bill, BillChange, PlaceKey, bill_change
from invoicing.drafting.billable_service import VersionTerms
from invoicing.drafting.priced_usage import PricedUsage
from invoicing.models import Invoice
from invoicing.queries.billed_usage import (
    BilledService,
    load_billed_services,
    load_priced_usage,
)
from invoicing.queries.open_items import standing

_YEAR: Final = timedelta(days=365)
_ABOUT: Final = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class ExplainedChange:
    """The earlier invoice, and the difference in parts."""

    earlier: Invoice
    change: BillChange

    @property
    def day_count(self) -> int:
        """How many days the earlier one is for."""
        return (self.earlier.to_date - self.earlier.from_date).days


def load_previous_bill(invoice: Invoice) -> Invoice | None:
    """The account's last invoice before it that stands; one query."""
    return _earlier(invoice, invoice.from_date).order_by("-to_date", "-pk").first()


def load_bill_a_year_ago(invoice: Invoice) -> Invoice | None:
    """The account's invoice for about the same days of the year before; one query."""
    then = invoice.from_date - _YEAR
    near = _earlier(invoice, invoice.from_date).filter(
        from_date__gte=then - _ABOUT, from_date__lte=then + _ABOUT
    )
    return near.order_by("-from_date", "-pk").first()


def load_bill_change(invoice: Invoice, earlier: Invoice) -> ExplainedChange:
    """The difference between the two in parts that add up to it; `batch.bill_run` of both is to be loaded.

    At most ten queries for an account whose channels have one shape.
    """
    now, before = load_billed_services(invoice), load_billed_services(earlier)
    return ExplainedChange(
        earlier,
        bill_change(
            # The usage of each period is priced by the version of the other, too.
            Bill(
                earlier.net,
                earlier.tax,
                _by_place(before, load_priced_usage(earlier, before, _versions(now))),
            ),
            Bill(
                invoice.net, invoice.tax, _by_place(now, load_priced_usage(invoice, now, _versions(before)))
            ),
        ),
    )


def _earlier(invoice: Invoice, until: date) -> QuerySet[Invoice]:
    return (
        standing(Invoice.objects.filter(account=invoice.account_id, currency=invoice.currency))
        .filter(to_date__lte=until)
        .select_related("batch__bill_run")
    )


def _versions(billed: Sequence[BilledService]) -> dict[PlaceKey, VersionTerms]:
    return {one.key: one.service.version for one in billed}


def _by_place(
    billed: Sequence[BilledService], priced: Mapping[int, PricedUsage]
) -> dict[PlaceKey, PricedUsage]:
    """The usage by place; a place with two subscriptions in one invoice cannot be compared as one."""
    occurring = Counter(one.key for one in billed)
    return {one.key: priced[one.service.subscription_id] for one in billed if occurring[one.key] == 1}
