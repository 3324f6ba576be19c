"""Which usage a page of the portal shows: the period, the place, the metric, the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.http import Http404, QueryDict

from invoicing.drafting.billable_service import BillableService
from invoicing.drafting.billing_periods import DaySpan
from invoicing.models import Account, Invoice
from invoicing.queries.bill_intervals import PlaceIntervals, load_bill_intervals
from invoicing.queries.billed_usage import load_billed_services
from invoicing.queries.open_intervals import load_open_intervals, load_open_services
from invoicing.queries.open_items import standing
from metering.usage.directions import import_first

NOW: Final = "now"


@dataclass(frozen=True, slots=True)
class UsageChoice:
    """A period of an account, billed by `invoice` or running, and one metric at one place in it.

    `services` are all of the period; `intervals` is None where there are no readings to show.
    """

    invoice: Invoice | None
    span: DaySpan
    services: Sequence[BillableService]
    service: BillableService
    metric: str
    intervals: PlaceIntervals | None

    @property
    def period(self) -> str:
        """How an address names the period."""
        return NOW if self.invoice is None else str(self.invoice.number)

    def intervals_in(self, language: str) -> PlaceIntervals | None:
        """The intervals with what the plan calls its buckets in the reader's language."""
        if self.intervals is None:
            return None
        words = self.service.version.terms.words_in(language).buckets
        buckets = tuple(words.get(bucket, bucket) for bucket in self.intervals.buckets)
        return replace(self.intervals, buckets=buckets)


def chosen_usage(account: Account, asked: QueryDict, at: datetime) -> UsageChoice | None:
    """What the address asks for, and by itself the last bill's first metric; None when there is nothing at all.

    `period` is a bill's number or "now", `place` a service point's code, `part` a subscription's id (a place may
    have several, one after the other or one for each role), `metric` a metric's code, and `day` a
    day of whichever period has it. Raises Http404 for what is not the account's.
    """
    day = asked_day(asked)
    invoice = _invoice(account, asked.get("period", ""), day)
    if invoice is not None:
        billed = load_billed_services(invoice)
        service = _of_place([one.service for one in billed], asked)
        metric = _metric(service, asked.get("metric", ""))
        found = next(one for one in billed if one.service is service)
        intervals = load_bill_intervals(invoice, found, metric) if metric else None
        span = DaySpan(invoice.from_date, invoice.to_date)
        return UsageChoice(invoice, span, [one.service for one in billed], service, metric, intervals)
    running = load_open_services(account)
    if running is None:
        return None
    service = _of_place(running.services, asked)
    metric = _metric(service, asked.get("metric", ""))
    intervals = load_open_intervals(service, running.period, metric, at) if metric else None
    return UsageChoice(None, running.period, running.services, service, metric, intervals)


def asked_day(asked: QueryDict) -> date | None:
    """The day that an address names; none for what is not one."""
    try:
        return date.fromisoformat(asked.get("day", ""))
    except ValueError:
        return None


def bills_with_usage(account: Account) -> Sequence[Invoice]:
    """The account's standing bills, the latest first; one query."""
    bills = standing(Invoice.objects.filter(account=account)).select_related("batch__bill_run")
    return list(bills.order_by("-from_date", "-pk"))


def _invoice(account: Account, period: str, day: date | None) -> Invoice | None:
    """The bill that is asked for; None for the running period."""
    if period == NOW:
        return None
    bills = standing(Invoice.objects.filter(account=account)).select_related("batch__bill_run")
    if period:
        # PostgreSQL knows no text with a NUL in it.
        found = None if "\0" in period else bills.filter(number=period).first()
        if found is None:
            raise Http404
        return found
    if day is not None:
        return bills.filter(from_date__lte=day, to_date__gt=day).order_by("-pk").first()
    return bills.order_by("-from_date", "-pk").first()


def _of_place(services: Sequence[BillableService], asked: QueryDict) -> BillableService:
    code, part = asked.get("place", ""), asked.get("part", "")
    found = [one for one in services if code in ("", one.service_point_code)]
    if part:
        found = [one for one in found if str(one.subscription_id) == part]
    if not found:
        raise Http404
    return found[0]


def metrics_of(service: BillableService) -> list[str]:
    """What the plan counts there: what is used before what is given away."""
    return import_first(service.version.metrics)


def _metric(service: BillableService, code: str) -> str:
    metrics = metrics_of(service)
    if not code:
        return metrics[0] if metrics else ""
    if code not in metrics:
        raise Http404
    return code
