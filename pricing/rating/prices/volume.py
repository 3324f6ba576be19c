"""The whole quantity at the price of the tier it reaches."""

from decimal import Decimal
from fractions import Fraction

from pricing.rating.plan_terms import VolumePrice
from pricing.rating.prices.counted import Counted
from pricing.rating.prices.priced_part import PricedPart
from pricing.rating.prices.tier_bounds import TierBand, tier_bands


def price_volume(price: VolumePrice, counted: Counted) -> list[PricedPart]:
    """The quantity at the unit price of the tier that holds it, and that tier's flat fee once.

    Owed by the last invoice of the period, for all of the period: before, its tier is not known.
    """
    return volume_parts(price, counted.quantity, counted.bounds_scale) if counted.is_last else []


def volume_parts(
    price: VolumePrice, quantity: Decimal, bounds_scale: Fraction, chosen_by: Decimal | None = None
) -> list[PricedPart]:
    """The parts of a quantity. A top belongs to the tier it ends.

    `chosen_by` picks the tier by another quantity than the one priced (a prorated one, semantics §4). At zero
    the flat fee is owed only where the plan says so.
    """
    used = max(quantity, Decimal(0))
    band = _band_holding(price, used if chosen_by is None else chosen_by, bounds_scale)
    parts = [PricedPart("volume", used, band.tier.unit_price, band.facts, band.number)]
    if band.tier.flat_fee and (used or price.flat_at_zero):
        parts.append(PricedPart("tier_flat", Decimal(1), band.tier.flat_fee, band.facts, band.number))
    return parts


def _band_holding(price: VolumePrice, quantity: Decimal, bounds_scale: Fraction) -> TierBand:
    bands = list(tier_bands(price.tiers, bounds_scale))
    return next((band for band in bands if band.top is None or quantity <= band.top), bands[-1])
