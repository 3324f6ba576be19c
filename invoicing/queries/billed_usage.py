"""The usage that an invoice was made from, ready to be priced again: as it stood for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db.models import F

from invoicing.drafting.bill_change import PlaceKey
from invoicing.drafting.billable_service import BillableService, VersionTerms
from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.channel_usage import ChannelRows, added
from invoicing.drafting.priced_usage import PricedUsage
from invoicing.drafting.rating_basis import NO_BASIS, RatingBasis
from invoicing.drafting.service_groups import events_within
from invoicing.models import BilledBasis, Invoice, InvoiceLine
from invoicing.queries.metered_channels import MeteredChannels, load_metered_channels
from metering.usage.local_calendar import LocalCalendar
from metering.usage.usage_matrix import UsageMatrix
from pricing.plan_documents.overriding import UnableToOverride, agreement_hash
from pricing.queries.agreed_terms import AgreedVersion, load_agreed_terms
from pricing.queries.plan_terms import load_plan_terms
from pricing.rating import UnableToRate, UsageEvent


@dataclass(frozen=True, slots=True)
class BilledService:
    """A subscription of an invoice: its days there, and the billing period `run` that they are a part of."""

    service: BillableService
    role: int
    run: DaySpan

    @property
    def key(self) -> PlaceKey:
        """What it has in common with the same place on another invoice."""
        return self.service.service_point_id, self.role


def load_billed_services(invoice: Invoice) -> tuple[BilledService, ...]:
    """The subscriptions of the invoice in the order of its lines, as they were rated; three queries.

    One more where terms were agreed with the customer.

    `invoice.batch.bill_run` is to be loaded.
    """
    return load_services_of_bills([invoice])[invoice.pk]


def load_services_of_bills(invoices: Sequence[Invoice]) -> dict[int, tuple[BilledService, ...]]:
    """As `load_billed_services`, of each invoice by its id; as many queries for all of them."""
    rows: dict[int, dict[int, Mapping[str, Any]]] = {invoice.pk: {} for invoice in invoices}
    for row in InvoiceLine.objects.filter(invoice__in=rows).order_by("invoice", "position").values(
        "invoice_id",
        "subscription_id",
        "plan_version_id",
        "from_date",
        "to_date",
        role=F("subscription__role"),
        point_id=F("subscription__service_point_id"),
        point_code=F("subscription__service_point__code"),
        zone_name=F("subscription__service_point__site__zone_name"),
    ):  # fmt: skip
        rows[row["invoice_id"]].setdefault(row["subscription_id"], dict(row))
    bases = load_bases(rows)
    versions = _versions(
        (row["plan_version_id"], bases.get((invoice_id, subscription_id), NO_BASIS))
        for invoice_id, found in rows.items()
        for subscription_id, row in found.items()
    )
    return {
        invoice.pk: tuple(
            _billed(invoice, row, bases.get((invoice.pk, subscription_id), NO_BASIS), versions)
            for subscription_id, row in rows[invoice.pk].items()
        )
        for invoice in invoices
    }


def load_bases(invoice_ids: Collection[int]) -> dict[tuple[int, int], RatingBasis]:
    """What parts of the invoices were rated with, by invoice and subscription; nothing for others. One query."""
    stored = BilledBasis.objects.filter(invoice__in=invoice_ids)
    return {
        (invoice_id, subscription_id): RatingBasis.from_json(basis)
        for invoice_id, subscription_id, basis in stored.values_list("invoice_id", "subscription_id", "basis")
    }


def _versions(billed: Iterable[tuple[int, RatingBasis]]) -> dict[tuple[int, str], VersionTerms]:
    """The plan versions that bills were rated by, by id and what was agreed.

    Raises UnableToOverride when a version cannot be agreed upon as it was, which none can become.
    """
    wanted = {version.key: version for version in (AgreedVersion(pk, basis.agreed) for pk, basis in billed)}
    plain = load_plan_terms({pk for pk, agreement in wanted if not agreement})
    found = {(pk, ""): VersionTerms(pk, terms) for pk, terms in plain.items()}
    agreed = [version for (_, agreement), version in wanted.items() if agreement]
    for key, made in (load_agreed_terms(agreed) if agreed else {}).items():
        if isinstance(made, UnableToOverride):
            raise made
        found[key] = VersionTerms(key[0], made.terms, key[1])
    return found


def _billed(
    invoice: Invoice,
    row: Mapping[str, Any],
    basis: RatingBasis,
    versions: Mapping[tuple[int, str], VersionTerms],
) -> BilledService:
    return BilledService(
        BillableService(
            subscription_id=row["subscription_id"],
            account_id=invoice.account_id,
            service_point_id=row["point_id"],
            service_point_code=row["point_code"],
            zone_name=row["zone_name"],
            span=DaySpan(row["from_date"], row["to_date"]),
            version=versions[row["plan_version_id"], agreement_hash(basis.agreed)],
            basis=basis,
        ),
        row["role"],
        DaySpan(invoice.batch.bill_run.from_date, invoice.batch.bill_run.to_date),
    )


def load_priced_usage(
    invoice: Invoice,
    billed: Sequence[BilledService],
    also_by: Mapping[PlaceKey, VersionTerms] | None = None,
) -> dict[int, PricedUsage]:
    """By subscription, the usage that the invoice was made from, with its terms.

    Readings are those received up to the invoice's cut-off. `also_by` are versions by which places will be
    priced too: what they count is there as well. A metric that cannot be put together any more is left out, so
    that pricing it raises UnableToRate. Three queries for channels of one shape.
    """
    if not billed:
        return {}
    versions = {
        one.service.subscription_id: [one.service.version, *_found((also_by or {}).get(one.key))]
        for one in billed
    }
    wanted = [
        replace(one.service, version=version)
        for one in billed
        for version in versions[one.service.subscription_id]
    ]
    channels = load_metered_channels(wanted, billed[0].run, invoice.as_of)
    return {
        one.service.subscription_id: PricedUsage(
            terms=one.service.version.terms,
            zone_name=one.service.zone_name,
            span=one.service.span,
            run=one.run,
            usage=usage_of_place(
                one.service, channels, one.service.span, versions[one.service.subscription_id]
            ),
            basis=one.service.basis,
            events=events_of_place(
                one.service, channels, one.service.span, versions[one.service.subscription_id]
            ),
            facts=channels.facts,
        )
        for one in billed
    }


def usage_of_place(
    service: BillableService, channels: MeteredChannels, span: DaySpan, versions: Iterable[VersionTerms]
) -> dict[str, UsageMatrix]:
    """One row for each metric that the versions count, over the days of the span.

    In the unit of the first version that counts it; a metric that cannot be put together is left out.
    """
    period = LocalCalendar(service.zone_name).span(span.from_date, span.to_date)
    usage: dict[str, UsageMatrix] = {}
    for version in versions:
        for metric in version.metrics:
            rows = [
                ChannelRows(channel.matrix, np.array([channel.row], dtype=np.intp))
                for channel in channels.channels.get((service.service_point_id, metric), ())
            ]
            if metric in usage or not rows:
                continue
            try:
                unit = version.terms.metrics[metric].unit
                usage[metric] = added([one.within(period) for one in rows], unit)
            except (UnableToRate, ValueError):
                continue
    return usage


def events_of_place(
    service: BillableService, channels: MeteredChannels, span: DaySpan, versions: Iterable[VersionTerms]
) -> dict[str, list[UsageEvent]]:
    """The events of each metric that the versions count event by event, over the days of the span."""
    period = LocalCalendar(service.zone_name).span(span.from_date, span.to_date)
    return {
        metric: events_within(channels.events.get((service.service_point_id, metric), ()), period)
        for version in versions
        for metric in version.needs.event_metrics
    }


def _found(version: VersionTerms | None) -> list[VersionTerms]:
    return [] if version is None else [version]
