"""Which metrics are fed in rather than used: more of them is more credit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from metering.usage.directions import is_export
from pricing.rating import PlanTerms
from pricing.rating.plan_terms import (
    BlockTiersPrice,
    BucketTotal,
    FixedPrice,
    GraduatedPrice,
    HoursUsePrice,
    NetUsage,
    PackagePrice,
    PerUnitPrice,
    Price,
    Total,
    VolumePrice,
)


def exported_metrics(all_terms: Iterable[PlanTerms]) -> frozenset[str]:
    """The metrics that are named as export, set against usage, or paid to the customer by every price."""
    prices: defaultdict[str, list[Decimal]] = defaultdict(list)
    fed_in: set[str] = set()
    for terms in all_terms:
        for charge in terms.charges:
            match charge.determinant:
                case Total(metric) | BucketTotal(metric):
                    prices[metric] += [one for price in charge.prices.values() for one in _prices(price)]
                case NetUsage(export_metric=metric):
                    fed_in.add(metric)
    return frozenset(fed_in) | frozenset(
        metric
        for metric, found in prices.items()
        if is_export(metric) or (found and max(found) <= 0 > min(found))
    )


def _prices(price: Price) -> list[Decimal]:
    match price:
        case FixedPrice(amount):
            return [amount]
        case PerUnitPrice(unit_price):
            return [unit_price]
        case GraduatedPrice(tiers) | VolumePrice(tiers):
            return [tier.unit_price for tier in tiers]
        case PackagePrice(package_price=package_price):
            return [package_price]
        case HoursUsePrice(blocks):
            return [tier.unit_price for block in blocks for tier in block.tiers]
        case BlockTiersPrice(tiers):
            return [tier.block_price for tier in tiers]
        case _:
            return []  # prices of an index or of events have no sign of their own
