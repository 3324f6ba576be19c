"""The intervals of the period that no invoice is for yet: usage without money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from invoicing.drafting.billable_service import BillableService
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.priced_usage import PricedUsage
from invoicing.models import Account
from invoicing.queries.bill_intervals import PlaceIntervals, place_intervals
from invoicing.queries.billable_services import load_billable_services
from invoicing.queries.billed_usage import usage_of_place
from invoicing.queries.metered_channels import load_metered_channels
from invoicing.queries.period_so_far import complete_until, load_open_period
from metering.usage.local_calendar import LocalCalendar
from metering.usage.usage_matrix import UsageMatrix


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
    """The metric's usage up to the last day that has all readings of the place by `at`; None while there is none.

    It is the day up to which `PeriodSoFar` counts the place. Three queries for channels of one shape.
    """
    until = min(service.span.to_date, LocalCalendar(service.zone_name).local_date(at))
    if until <= service.span.from_date:
        return None
    channels = load_metered_channels([service], run, at)

    def usage_to(to_date: date) -> dict[str, UsageMatrix]:
        return usage_of_place(service, channels, DaySpan(service.span.from_date, to_date), [service.version])

    through = complete_until(service, usage_to(until).values(), at)
    if through <= service.span.from_date:
        return None
    span, usage = DaySpan(service.span.from_date, through), usage_to(through)
    priced = PricedUsage(service.version.terms, service.zone_name, span, run, usage)
    return place_intervals(priced, metric) if metric in usage else None
