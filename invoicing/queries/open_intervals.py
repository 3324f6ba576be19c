"""The intervals of the period that no invoice is for yet: usage without money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from invoicing.drafting.billable_service import BillableService
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.priced_usage import PricedUsage
from invoicing.models import Account
from invoicing.queries.bill_intervals import PlaceIntervals, place_intervals
from invoicing.queries.billable_services import load_billable_services
from invoicing.queries.billed_usage import usage_of_place
from invoicing.queries.metered_channels import load_metered_channels
from invoicing.queries.period_so_far import load_open_period
from metering.usage.local_calendar import LocalCalendar
from metering.usage.reading_quality import ReadingQuality


@dataclass(frozen=True, slots=True)
class OpenServices:
    """The account's next period and what is supplied in it."""

    period: DaySpan
    services: Sequence[BillableService]


def load_open_services(account: Account) -> OpenServices | None:
    """What the account's next bill will be for; None when that is nothing, or cannot be told yet. Six queries."""
    period = load_open_period(account)
    if period is None:
        return None
    services, refusals = load_billable_services([account.pk], period)
    return None if refusals or not services else OpenServices(period, services)


def load_open_intervals(
    service: BillableService, run: DaySpan, metric: str, at: datetime
) -> PlaceIntervals | None:
    """The metric's usage up to the last day with a reading received by `at`; None while there is none.

    Three queries for channels of one shape.
    """
    calendar = LocalCalendar(service.zone_name)
    until = min(service.span.to_date, calendar.local_date(at))
    if until <= service.span.from_date:
        return None
    channels = load_metered_channels([service], run, at)

    def shown_to(to_date: date) -> PlaceIntervals | None:
        span = DaySpan(service.span.from_date, to_date)
        usage = usage_of_place(service, channels, span, [service.version])
        priced = PricedUsage(service.version.terms, service.zone_name, span, run, usage)
        return place_intervals(priced, metric) if metric in usage else None

    shown = shown_to(until)
    if shown is None:
        return None
    known = np.flatnonzero(shown.qualities != ReadingQuality.MISSING)
    if not known.size:
        return None
    return shown_to(shown.starts_at(int(known[-1])).date() + timedelta(days=1))
