"""What issued bills would come to by the readings there are now: rated again, and stored nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.priced_usage import PricedUsage
from invoicing.drafting.totals import invoice_totals
from invoicing.models import Invoice
from invoicing.queries.billed_usage import (
    BilledService,
    events_of_place,
    load_services_of_bills,
    usage_of_place,
)
from invoicing.queries.metered_channels import MeteredChannels, load_metered_channels
from pricing.rating import UnableToRate
from pricing.rating.tou_calendar import HourWithoutBucket


@dataclass(frozen=True, slots=True)
class ReratedBill:
    """A bill's total with tax as it was issued and as it would be now; None, and why, if it cannot be rated."""

    billed: Decimal
    total: Decimal | None
    problem: str = ""

    @property
    def difference(self) -> Decimal | None:
        """How much more it would be."""
        return None if self.total is None else self.total - self.billed


def load_rerated_bills(invoices: Sequence[Invoice], at: datetime) -> dict[int, ReratedBill]:
    """Each invoice by its id, rated by the engine with the plan version it was issued with.

    The same days, terms and what the bill before had carried over, and the readings received up to `at`. `batch.bill_run` is to be loaded. Two
    queries, and those of `load_metered_channels` for each billing period that occurs.
    """
    billed = load_services_of_bills(invoices)
    by_run: defaultdict[DaySpan, list[Invoice]] = defaultdict(list)
    for invoice in invoices:
        by_run[DaySpan(invoice.batch.bill_run.from_date, invoice.batch.bill_run.to_date)].append(invoice)
    found = {}
    for run, of_run in by_run.items():
        services = [one.service for invoice in of_run for one in billed[invoice.pk]]
        channels = load_metered_channels(services, run, at)
        for invoice in of_run:
            found[invoice.pk] = _rerated(invoice, billed[invoice.pk], channels)
    return found


def _rerated(invoice: Invoice, billed: Sequence[BilledService], channels: MeteredChannels) -> ReratedBill:
    places = []
    for one in billed:
        service = one.service
        usage = usage_of_place(service, channels, service.span, [service.version])
        missing = sum(sum(matrix.missing_counts()) for matrix in usage.values())
        if missing:
            problem = f"{service.service_point_code} lacks {missing:,} of its readings now"
            return ReratedBill(invoice.total, None, problem)
        places.append(
            PricedUsage(
                service.version.terms,
                service.zone_name,
                service.span,
                one.run,
                usage,
                service.basis,
                events_of_place(service, channels, service.span, [service.version]),
                channels.facts,
            )
        )
    try:
        lines = [(line, place.terms) for place in places for line in place.lines()]
    except (UnableToRate, HourWithoutBucket) as error:
        return ReratedBill(invoice.total, None, str(error))
    return ReratedBill(invoice.total, invoice_totals(lines, invoice.currency).total)
