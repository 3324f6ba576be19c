"""The billing period that runs: what was used and what it costs so far, and what it will come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Final

import numpy as np
from django.db.models import Max, Min

from invoicing.drafting.billable_service import BillableService
from invoicing.drafting.billing_periods import DaySpan, monthly_period_of
from invoicing.drafting.channel_usage import ChannelRows
from invoicing.drafting.forecast import HISTORY_DAYS, Forecast, forecast_usage
from invoicing.drafting.priced_usage import PricedUsage
from invoicing.drafting.rating_basis import PublishedFacts
from invoicing.drafting.totals import invoice_totals
from invoicing.models import Account, BilledPeriod, Invoice, Subscription
from invoicing.queries.billable_services import load_billable_services
from invoicing.queries.billed_usage import events_of_place, usage_of_place
from invoicing.queries.metered_channels import MeteredChannels, load_metered_channels
from metering.models import Metric
from metering.usage.local_calendar import LocalCalendar
from metering.usage.periods import Period
from metering.usage.usage_matrix import UsageMatrix
from pricing.rating import UnableToRate
from pricing.rating.tou_calendar import HourWithoutBucket

_DAYS_A_MONTH: Final = Decimal("30.44")
_MOST_METRICS: Final = 3  # of which every end of a band is priced with every other


@dataclass(frozen=True, slots=True)
class UsedSoFar:
    """What was used of a metric, and between what it will come to by the end; None without a forecast."""

    name: str
    unit: str
    quantity: Decimal
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class PeriodSoFar:
    """A billing period that is not billed yet; money is in the account's currency, tax included.

    `through` is the first day after those with readings, None while there are none; `cost` is for the days
    before it. `expected`, `low` and `high` are for the whole period, None where nothing can be foretold.
    `missing_count` are intervals before `through` without a reading, which `cost` counts as nothing.
    """

    period: DaySpan
    through: date | None
    used: tuple[UsedSoFar, ...]
    cost: Decimal | None
    expected: Decimal | None
    low: Decimal | None
    high: Decimal | None
    missing_count: int

    @property
    def day_count(self) -> int:
        """How many days have readings."""
        return 0 if self.through is None else (self.through - self.period.from_date).days

    @property
    def last_day(self) -> date | None:
        """The last day with readings."""
        return None if self.through is None else self.through - timedelta(days=1)


def load_period_so_far(account: Account, at: datetime) -> PeriodSoFar | None:
    """The account's first period that no invoice is for; None when it is supplied no more, or cannot be priced.

    Priced by the engine from the readings received up to `at`: the part of the period that has readings, and
    the whole with what is forecast. About ten queries, however many service points of one shape.
    """
    period = load_open_period(account)
    if period is None:
        return None
    services, refusals = load_billable_services([account.pk], period)
    if refusals or not services:
        return None
    known = DaySpan(period.from_date - timedelta(days=HISTORY_DAYS), period.to_date)
    channels = load_metered_channels(services, known, at)
    usage = {
        service.subscription_id: usage_of_place(service, channels, known, [service.version])
        for service in services
    }
    try:
        return _so_far(account, period, services, usage, channels, at)
    except (UnableToRate, HourWithoutBucket):
        return None


def load_open_period(account: Account) -> DaySpan | None:
    """The days that the account's next bill is for: as many months as the last; None if there is none. Two queries."""
    supplied = Subscription.objects.filter(account=account).aggregate(first=Min("start_date"))["first"]
    if supplied is None:
        return None
    billed = BilledPeriod.objects.filter(
        subscription__account=account, invoice__state=Invoice.State.FINALIZED, released_at=None
    ).aggregate(until=Max("to_date"), since=Max("from_date"))
    if billed["until"] is None:
        return monthly_period_of(supplied, 1)
    months = max(round((billed["until"] - billed["since"]).days / _DAYS_A_MONTH), 1)
    span = monthly_period_of(billed["until"], billed["until"].day)
    for _ in range(months - 1):
        span = DaySpan(span.from_date, monthly_period_of(span.to_date, span.from_date.day).to_date)
    return span


_Usage = Mapping[int, Mapping[str, UsageMatrix]]
"""By subscription and metric, the period and the days before it; MISSING where there is no reading."""
_Forecasts = Mapping[int, Mapping[str, Forecast]]
_ONE_ROW: Final = np.zeros(1, dtype=np.intp)


def _so_far(
    account: Account,
    period: DaySpan,
    services: Sequence[BillableService],
    usage: _Usage,
    channels: MeteredChannels,
    at: datetime,
) -> PeriodSoFar:
    through = min(
        complete_until(service, usage[service.subscription_id].values(), at) for service in services
    )
    measured = _measured(services, usage, channels, period, through)
    forecasts = _forecasts(services, usage)
    totals = (
        [] if forecasts is None else _totals(account.currency, services, forecasts, channels.facts, period)
    )
    return PeriodSoFar(
        period=period,
        through=through if measured else None,
        used=_used(measured, forecasts),
        cost=_total(measured, account.currency) if measured else None,
        expected=totals[0] if totals else None,
        low=min(totals) if totals else None,
        high=max(totals) if totals else None,
        missing_count=sum(sum(one.missing_counts()) for place in measured for one in place.usage.values()),
    )


def complete_until(service: BillableService, known: Iterable[UsageMatrix], at: datetime) -> date:
    """Where pages about a running period stop: the first day after the last complete one of the service's span.

    No day that is not over is complete.
    """
    calendar = LocalCalendar(service.zone_name)
    matrices = list(known)
    day = min(service.span.to_date, calendar.local_date(at))
    while day > service.span.from_date:
        last = _instants(service, DaySpan(day - timedelta(days=1), day))
        if not any(sum(_cut(one, last).missing_counts()) for one in matrices):
            break
        day -= timedelta(days=1)
    return max(day, service.span.from_date)


def _measured(
    services: Sequence[BillableService],
    usage: _Usage,
    channels: MeteredChannels,
    period: DaySpan,
    through: date,
) -> list[PricedUsage]:
    """The part of each service that lies before `through`."""
    if through <= period.from_date:
        return []
    measured = []
    for service in services:
        span = service.span.overlap(DaySpan(period.from_date, through))
        if span is not None:
            instants = _instants(service, span)
            of_place = {
                metric: _cut(known, instants) for metric, known in usage[service.subscription_id].items()
            }
            measured.append(
                PricedUsage(
                    service.version.terms,
                    service.zone_name,
                    span,
                    period,
                    of_place,
                    service.basis,
                    events_of_place(service, channels, span, [service.version]),
                    channels.facts,
                )
            )
    return measured


def _forecasts(services: Sequence[BillableService], usage: _Usage) -> _Forecasts | None:
    """What is to be expected of each metric of each service; None when of any nothing is known, as of events."""
    if any(service.version.needs.event_metrics for service in services):
        return None
    forecasts: dict[int, dict[str, Forecast]] = {}
    for service in services:
        forecasts[service.subscription_id] = {}
        for metric, known in usage[service.subscription_id].items():
            found = forecast_usage(known, _instants(service, service.span), service.zone_name)
            if found is None:
                return None
            forecasts[service.subscription_id][metric] = found
    return forecasts


def _totals(
    currency: str,
    services: Sequence[BillableService],
    forecasts: _Forecasts,
    facts: PublishedFacts,
    period: DaySpan,
) -> list[Decimal]:
    """What the whole period comes to as expected, and then at the ends of each metric's band.

    None of it where a price of the days to come is not known yet.
    """
    if any(service.version.needs.indices for service in services):
        return []
    metrics = sorted({metric for of_place in forecasts.values() for metric in of_place})
    if len(metrics) > _MOST_METRICS:
        ends = [dict.fromkeys(metrics, end) for end in ("low", "high")]
    else:
        ends = [
            dict(zip(metrics, chosen, strict=True))
            for chosen in product(("low", "high"), repeat=len(metrics))
        ]
    return [
        _total(
            [
                PricedUsage(
                    service.version.terms,
                    service.zone_name,
                    service.span,
                    period,
                    {
                        metric: getattr(found, chosen[metric])
                        for metric, found in forecasts[service.subscription_id].items()
                    },
                    service.basis,
                    facts=facts,
                )
                for service in services
            ],
            currency,
        )
        for chosen in (dict.fromkeys(metrics, "expected"), *ends)
    ]


def _total(places: Sequence[PricedUsage], currency: str) -> Decimal:
    lines = [(line, place.terms) for place in places for line in place.lines()]
    return invoice_totals(lines, currency).total


def _used(measured: Sequence[PricedUsage], forecasts: _Forecasts | None) -> tuple[UsedSoFar, ...]:
    """The metrics with what was measured of them at all places."""
    sums: dict[tuple[str, str], Decimal] = {}
    for place in measured:
        for metric, one in place.usage.items():
            key = metric, one.unit
            sums[key] = sums.get(key, Decimal(0)) + _sum(one)
    names = dict(Metric.objects.filter(code__in=[code for code, _ in sums]).values_list("code", "name"))
    used = []
    for (code, unit), quantity in sums.items():
        found = [] if forecasts is None else [one[code] for one in forecasts.values() if code in one]
        low, high = (
            sum((_sum(getattr(one, end)) for one in found), Decimal(0)) if found else None
            for end in ("low", "high")
        )
        used.append(UsedSoFar(names[code], unit, quantity, low, high))
    return tuple(used)


def _sum(one: UsageMatrix) -> Decimal:
    return Decimal(int(one.quantities.sum())).scaleb(-one.decimals)


def _instants(service: BillableService, span: DaySpan) -> Period:
    return LocalCalendar(service.zone_name).span(span.from_date, span.to_date)


def _cut(known: UsageMatrix, period: Period) -> UsageMatrix:
    return ChannelRows(known, _ONE_ROW).within(period)
