"""What a period of usage costs on a plan, as one JSON object: computed, never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from metering.usage.local_calendar import LocalCalendar
from metering.usage.series_assembly import (
    AssembledSeries,
    ReadingRun,
    UnableToAssembleSeries,
    assemble_series,
)
from metering.usage.units import UnitMismatch
from metering.usage.usage_series import UsageSeries
from pricing.money import EXACT
from pricing.plan_documents.canonical import content_hash
from pricing.plan_documents.charge_parts import metrics_of
from pricing.plan_documents.to_terms import plan_terms
from pricing.rating import (
    PlanTerms,
    RatedLine,
    RatedTax,
    RatingRequest,
    UnableToRate,
    compute_taxes,
    rate,
    replay,
)
from pricing.rating.explanation import explain
from pricing.rating.tou_calendar import HourWithoutBucket


class UnableToQuote(Exception):
    """The plan and the usage do not make a quote; the message says why."""


def quote_usage(
    document: dict[str, Any],
    usage: Mapping[str, AssembledSeries],
    zone_name: str,
    from_date: date,
    to_date: date,
) -> dict[str, Any]:
    """The quote for the local days from `from_date` up to, not including, `to_date`, as one billing period.

    All numbers but counts are text. `usage` holds the plan's metrics, each filling the period; an interval
    without a reading counts as nothing and is warned of.

    Raises UnableToQuote when usage and plan do not fit together, and InvalidPlanDocument.
    """
    terms = plan_terms(document)
    calendar = LocalCalendar(zone_name)
    period = calendar.span(from_date, to_date)
    series: dict[str, UsageSeries] = {metric: assembled.series for metric, assembled in usage.items()}
    try:
        lines = rate(RatingRequest(terms, zone_name, period, period, series))
    except (UnableToRate, HourWithoutBucket) as error:
        raise UnableToQuote(str(error)) from error
    _check_replay(lines)
    rounding = terms.rounding
    taxes = compute_taxes(
        [(line.amount, line.tax_code) for line in lines], terms.taxes, rounding.scale, rounding.mode
    )
    net = sum((line.amount for line in lines), Decimal(0))
    tax = sum((one.amount for one in taxes), Decimal(0))
    return {
        "plan": _plan_facts(document),
        "zone": zone_name,
        "period": {
            "from": from_date.isoformat(),
            "to": to_date.isoformat(),
            "days": calendar.day_count(period),
            "start_at": f"{period.start:%Y-%m-%dT%H:%M:%SZ}",
            "end_at": f"{period.end:%Y-%m-%dT%H:%M:%SZ}",
        },
        "usage": [_usage_facts(metric, assembled) for metric, assembled in usage.items()],
        "warnings": [*_plan_warnings(document, from_date), *_usage_warnings(usage)],
        "lines": [_line_facts(line, terms) for line in lines],
        "taxes": [_tax_facts(one, rounding.scale) for one in taxes],
        "net": _amount(net, rounding.scale),
        "tax": _amount(tax, rounding.scale),
        "total": _amount(net + tax, rounding.scale),
        "currency": terms.currency,
        "replayed": True,
    }


def quote_runs(
    document: dict[str, Any],
    runs: Mapping[str, Sequence[ReadingRun]],
    zone_name: str,
    from_date: date,
    to_date: date,
) -> dict[str, Any]:
    """The same for runs of readings by metric, whose channels are added up.

    Raises UnableToQuote too when a metric that the plan charges for has no reading in the period, or another
    one has; and UnknownTimeZone.
    """
    period = LocalCalendar(zone_name).span(from_date, to_date)
    counted = counted_metrics(document)
    if strange := sorted(runs.keys() - set(counted)):
        raise UnableToQuote(
            f"the plan does not charge for {', '.join(strange)}, only for {', '.join(counted)}"
        )
    usage = {}
    for metric in counted:
        try:
            assembled = assemble_series(runs.get(metric, ()), period, document["metrics"][metric]["unit"])
        except (UnableToAssembleSeries, UnitMismatch) as error:
            raise UnableToQuote(f"{metric}: {error}") from error
        if assembled.missing_by_channel == assembled.intervals_by_channel:
            raise UnableToQuote(f"{metric}: there is no reading in the period")
        usage[metric] = assembled
    return quote_usage(document, usage, zone_name, from_date, to_date)


def counted_metrics(document: dict[str, Any]) -> list[str]:
    """The metrics that the plan charges for, in its order."""
    counted = {metric for charge in document["charges"] for metric in metrics_of(charge)}
    return [metric for metric in document["metrics"] if metric in counted]


def _check_replay(lines: Sequence[RatedLine]) -> None:
    """Every amount must follow from its trace alone: a quote that cannot be explained is not given."""
    for line in lines:
        replayed = replay(line.trace)
        if (replayed.quantity, replayed.exact_amount, replayed.amount) != (
            line.quantity,
            line.exact_amount,
            line.amount,
        ):
            raise UnableToQuote(
                f"the amount of {line.charge_code} does not follow from its trace: please report this"
            )


def _plan_facts(document: dict[str, Any]) -> dict[str, Any]:
    return {
        **{key: document[key] for key in ("code", "name", "currency", "effective_from", "source")},
        "content_hash": content_hash(document),
    }


def _usage_facts(metric: str, assembled: AssembledSeries) -> dict[str, Any]:
    series = assembled.series
    return {
        "metric": metric,
        "channels": list(assembled.intervals_by_channel),
        "total": f"{series.total():f}",
        "unit": series.unit,
        "step_minutes": series.grid.step_minutes,
        "intervals": sum(assembled.intervals_by_channel.values()),
        "missing": sum(assembled.missing_by_channel.values()),
    }


def _plan_warnings(document: dict[str, Any], from_date: date) -> list[str]:
    effective_from = date.fromisoformat(document["effective_from"])
    if from_date >= effective_from:
        return []
    return [f"the plan applies from {effective_from} only; the quote uses it from {from_date} on"]


def _usage_warnings(usage: Mapping[str, AssembledSeries]) -> list[str]:
    return [
        f"{missing:,} of {assembled.intervals_by_channel[channel]:,} intervals of {channel} ({metric}) have no"
        " reading; they count as nothing"
        for metric, assembled in usage.items()
        for channel, missing in assembled.missing_by_channel.items()
        if missing
    ]


def _line_facts(line: RatedLine, terms: PlanTerms) -> dict[str, Any]:
    return {
        "charge_code": line.charge_code,
        "label": line.label,
        "kind": line.kind.value,
        "bucket": line.bucket,
        "tier": line.tier,
        "tier_range": _tier_range(line),
        "quantity": f"{line.quantity:f}",
        "unit": line.unit,
        "unit_price": f"{line.unit_price:f}",
        "exact_amount": f"{line.exact_amount:f}",
        "amount": _amount(line.amount, terms.rounding.scale),
        "tax_code": line.tax_code,
        "explanation": explain(line.trace, terms.currency, _counted_unit(line, terms)),
        "trace": line.trace,
    }


def _counted_unit(line: RatedLine, terms: PlanTerms) -> str:
    # A line of packages shows packages; what was counted is in the metric's unit.
    return terms.metrics[line.trace["m"]].unit if line.unit == "package" and "m" in line.trace else line.unit


def _tier_range(line: RatedLine) -> list[str | None] | None:
    """Bottom and top of the tier as they applied, scaled to the period; a top of None is open."""
    if "t" not in line.trace:
        return None
    numerator, denominator = line.trace.get("s", (1, 1))
    return [
        stated
        if stated is None
        else f"{EXACT.divide(EXACT.multiply(Decimal(stated), Decimal(numerator)), Decimal(denominator)):f}"
        for stated in line.trace["t"][1:]
    ]


def _tax_facts(tax: RatedTax, scale: int) -> dict[str, Any]:
    return {
        "code": tax.code,
        "label": tax.label,
        "percent": f"{tax.percent:f}",
        "base": _amount(tax.base, scale),
        "amount": _amount(tax.amount, scale),
    }


def _amount(amount: Decimal, scale: int) -> str:
    return f"{amount:.{scale}f}"
