"""One line of an invoice opened: from its amount back to the readings, the rule and the files they came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from invoicing.drafting.rating_basis import NO_BASIS
from invoicing.models import Invoice, InvoiceLine
from invoicing.queries.billed_usage import load_bases
from invoicing.queries.counted_usage import (
    CountedDay,
    CountedInterval,
    CountedUsage,
    load_counted_usage,
)
from metering.models import ReadingBatch
from metering.queries.channels import ChannelFacts, load_channels_of_service_points
from metering.queries.deliveries import Delivery, load_deliveries
from metering.queries.register_spans import CountedSpan, load_counted_spans
from metering.usage.day_blocks import StepMismatch
from pricing.models import PlanVersion
from pricing.money import round_amount
from pricing.plan_documents.overriding import AgreedValue, lasting_pointer
from pricing.plan_documents.rule_path import rule_path
from pricing.queries.plan_terms import load_plan_terms
from pricing.rating import UnableToRate, replay
from pricing.rating.tou_calendar import HourWithoutBucket
from pricing.rating.trace import Trace, UnreadableTrace

_QUANTITY_DECIMALS = 10  # as many as a line's column holds
# What can be counted again from the intervals of one metric alone, as CountedUsage does it.
_RECOUNTED = frozenset({"total", "bucket_total", "peak_demand"})
_UNUSABLE = (UnableToRate, StepMismatch, HourWithoutBucket, ValueError)


@dataclass(frozen=True, slots=True)
class TierPart:
    """A tier's part of a quantity: `share` of the whole (0 to 1); `is_opened` is the line itself."""

    number: int
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    share: Decimal
    is_opened: bool


@dataclass(frozen=True, slots=True)
class OpenedLine:
    """Everything behind one amount; days and readings are those that stood at `as_of`.

    `counted_unit` is that of what was counted (kWh where `unit` is a package of them), `demand` aside. `days`
    is empty for a line that counts no readings, or whose readings cannot be put together any more. `recounted`
    is what those days come to now: it is the trace's `q` unless readings were changed behind our back.
    `replays` tells whether the trace alone gives quantity, exact amount and amount again. `rule_path` is a JSON
    pointer into the plan version's document. `buckets` are all of the charge's calendar,
    `bucket_labels` what the plan calls some of them. `day` is the one whose `intervals` are here, if any.
    `dial_spans` are the meter readings behind the deliveries that follow from such. `agreed` are the values of
    the rule that were agreed with the customer in the place of the plan's.
    """

    invoice_id: int
    invoice_number: str | None
    position: int
    label: str
    kind: str
    bucket: str
    currency: str
    quantity: Decimal
    unit: str
    counted_unit: str
    unit_price: Decimal
    exact_amount: Decimal
    amount: Decimal
    trace: Trace
    from_date: date
    to_date: date
    as_of: datetime
    service_point_code: str
    zone_name: str
    plan_code: str
    plan_name: str
    version_number: int
    rule_path: str
    replays: bool
    tiers: tuple[TierPart, ...]
    days: tuple[CountedDay, ...]
    recounted: Decimal | None
    buckets: tuple[str, ...]
    bucket_labels: Mapping[str, str]
    day: date | None
    intervals: tuple[CountedInterval, ...]
    deliveries: tuple[Delivery, ...]
    channels: tuple[ChannelFacts, ...]
    dial_spans: tuple[CountedSpan, ...] = ()
    agreed: tuple[AgreedValue, ...] = ()


def load_opened_line(line: InvoiceLine, day: date | None = None, language: str = "") -> OpenedLine:
    """The line with what is behind it; with a `day` of its period, that day's intervals too.

    With a `language`, the plan's words are those of that one; without, the line's label is as the bill says it.

    The caller has chosen the line from those its user may see. At most thirteen queries for a service point with
    one channel, whatever the number of days.
    """
    invoice = Invoice.objects.get(pk=line.invoice_id)
    usage, channels = _usage(line, invoice)
    deliveries = _deliveries(line, invoice, channels)
    return OpenedLine(
        **(_line_facts(line) | _plan_facts(line, language)),
        invoice_number=invoice.number,
        currency=invoice.currency,
        as_of=invoice.as_of,
        replays=_replays(line),
        tiers=_tiers(line),
        days=() if usage is None else usage.days(),
        recounted=None if usage is None else usage.total(),
        buckets=() if usage is None else usage.buckets,
        day=day,
        intervals=() if usage is None or day is None else usage.intervals(day),
        deliveries=deliveries,
        channels=channels,
        dial_spans=_dial_spans(line, invoice, channels, deliveries),
    )


def _line_facts(line: InvoiceLine) -> dict[str, Any]:
    """What the line itself says, and where it was supplied."""
    same = (
        *("invoice_id", "position", "label", "kind", "bucket", "quantity", "unit", "unit_price"),
        *("exact_amount", "amount", "trace", "from_date", "to_date"),
    )
    point = line.subscription.service_point
    return {
        **{name: getattr(line, name) for name in same},
        "service_point_code": point.code,
        "zone_name": point.site.zone_name,
    }


def _plan_facts(line: InvoiceLine, language: str) -> dict[str, Any]:
    """The plan version that the line was priced by, what it calls things, and where in its document the rule is."""
    version = PlanVersion.objects.select_related("plan").get(pk=line.plan_version_id)
    words = load_plan_terms([version.pk])[version.pk].words_in(language)
    path = rule_path(version.document, line.kind, line.charge_code, line.bucket or None, line.tier)
    return {
        "label": words.lines.get(line.charge_code, line.label) if language else line.label,
        "bucket_labels": words.buckets,
        "counted_unit": _counted_unit(line, version.document),
        "plan_code": version.plan.code,
        "plan_name": (language and words.name) or version.plan.name,
        "version_number": version.number,
        "rule_path": path,
        "agreed": _agreed(line, lasting_pointer(version.document, path) if path else ""),
    }


def _agreed(line: InvoiceLine, pointer: str) -> tuple[AgreedValue, ...]:
    """What of the line's rule was agreed with the customer, and not of another tier or bucket."""
    basis = load_bases([line.invoice_id]).get((line.invoice_id, line.subscription_id), NO_BASIS)
    return tuple(
        one for one in basis.agreed if pointer and one.concerns(line.charge_code) and one.is_of_rule(pointer)
    )


def _deliveries(
    line: InvoiceLine, invoice: Invoice, channels: tuple[ChannelFacts, ...]
) -> tuple[Delivery, ...]:
    if not channels:
        return ()
    return tuple(
        load_deliveries(
            channel_ids=[channel.channel_id for channel in channels],
            from_date=line.from_date,
            to_date=line.to_date,
            as_of=invoice.as_of,
        )
    )


def _dial_spans(
    line: InvoiceLine,
    invoice: Invoice,
    channels: tuple[ChannelFacts, ...],
    deliveries: tuple[Delivery, ...],
) -> tuple[CountedSpan, ...]:
    if not any(delivery.origin == ReadingBatch.Origin.REGISTER for delivery in deliveries):
        return ()
    return tuple(
        load_counted_spans(
            channel_ids=[channel.channel_id for channel in channels],
            from_date=line.from_date,
            to_date=line.to_date,
            as_of=invoice.as_of,
        )
    )


def _usage(line: InvoiceLine, invoice: Invoice) -> tuple[CountedUsage | None, tuple[ChannelFacts, ...]]:
    """The usage that the line counts and the channels it is of; None where it can no longer be put together."""
    trace: dict[str, Any] = line.trace
    if "m" not in trace:
        return None, ()
    channels = tuple(
        channel
        for channel in load_channels_of_service_points([line.subscription.service_point_id])
        if channel.metric_code == trace["m"]
    )
    if not channels:
        return None, ()
    if trace.get("of") not in _RECOUNTED or "sl" in trace:
        return None, channels
    try:
        usage = load_counted_usage(
            channels=channels,
            from_date=line.from_date,
            to_date=line.to_date,
            as_of=invoice.as_of,
            terms=load_plan_terms([line.plan_version_id])[line.plan_version_id],
            charge_code=line.charge_code,
            trace=trace,
        )
    except _UNUSABLE:  # the channels were set up otherwise since: the trace still tells the amount
        return None, channels
    return usage, channels


def _counted_unit(line: InvoiceLine, document: Mapping[str, Any]) -> str:
    if line.unit == "package" and "m" in line.trace:
        return str(document["metrics"][line.trace["m"]]["unit"])
    return line.unit


def _replays(line: InvoiceLine) -> bool:
    try:
        again = replay(line.trace)
    except (UnreadableTrace, ArithmeticError, LookupError, TypeError, ValueError):
        return False
    return (
        again.amount == line.amount
        and round_amount(again.quantity, _QUANTITY_DECIMALS) == line.quantity
        and round_amount(again.exact_amount, -int(line.exact_amount.as_tuple().exponent)) == line.exact_amount
    )


def _tiers(line: InvoiceLine) -> tuple[TierPart, ...]:
    """The tiers that the line's charge and bucket reached; none unless there are several."""
    if line.trace.get("rule") != "tier":
        return ()
    beside = [
        one
        for one in InvoiceLine.objects.filter(
            invoice=line.invoice_id,
            subscription=line.subscription_id,
            charge_code=line.charge_code,
            bucket=line.bucket,
        ).order_by("position")
        if one.trace.get("rule") == "tier" and one.tier is not None
    ]
    whole = sum((one.quantity for one in beside), Decimal(0))
    if len(beside) < 2 or not whole:
        return ()
    return tuple(
        TierPart(
            one.tier or 0,
            one.quantity,
            one.unit_price,
            one.amount,
            one.quantity / whole,
            one.pk == line.pk,
        )
        for one in beside
    )
