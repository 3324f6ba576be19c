"""How a quantity is priced, as frozen values; the functions that price are in prices/."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pricing.money import RoundingMode


@dataclass(frozen=True, slots=True)
class Tier:
    """A band of quantity: it ends at `up_to` (inclusive; None is open) and starts where the last ended."""

    up_to: Decimal | None
    unit_price: Decimal
    flat_fee: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class FixedPrice:
    """An amount whatever the quantity."""

    amount: Decimal


@dataclass(frozen=True, slots=True)
class PerUnitPrice:
    """Quantity times unit price."""

    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class GraduatedPrice:
    """Each part of the quantity at its own tier's price."""

    tiers: tuple[Tier, ...]
    flat_at_zero: bool = False


@dataclass(frozen=True, slots=True)
class VolumePrice:
    """The whole quantity at the price of the tier it reaches."""

    tiers: tuple[Tier, ...]
    flat_at_zero: bool = False


@dataclass(frozen=True, slots=True)
class PackagePrice:
    """Whole packages of units; the first `free_units` are free."""

    package_size: Decimal
    package_price: Decimal
    free_units: Decimal = Decimal(0)
    partial_up: bool = True


@dataclass(frozen=True, slots=True)
class HoursUsePrice:
    """Blocks as long as so many hours of use of the billed demand; within a block its own tiers.

    A block ends at `hours` times the demand (None is open); its tiers start again at zero (Southern US
    "hours use of demand" rates). The demand is what the charge's `demand` counts.
    """

    blocks: tuple[HoursBlock, ...]


@dataclass(frozen=True, slots=True)
class HoursBlock:
    """Usage up to `hours` times the billed demand."""

    hours: Decimal | None
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class BlockTier:
    """Up to `max_blocks` blocks (None: any number) of `block_size` units at `block_price` each."""

    block_size: Decimal
    max_blocks: Decimal | None
    block_price: Decimal


@dataclass(frozen=True, slots=True)
class BlockTiersPrice:
    """Blocks of units in tiers of their own sizes; a block begun counts whole in its tier (Kill Bill).

    Graduated: every tier's blocks at its price. Otherwise all at the price of the highest tier reached.
    """

    tiers: tuple[BlockTier, ...]
    is_graduated: bool = True


@dataclass(frozen=True, slots=True)
class Stair:
    """A flat price while every quantity is within its limit; `limits` are in the order of the metrics."""

    limits: tuple[Decimal | None, ...]
    amount: Decimal


@dataclass(frozen=True, slots=True)
class StairstepPrice:
    """One flat price: that of the lowest stair that holds every quantity.

    Above the last stair its price holds on, or the bill is refused where `refuse_above` says so.
    """

    stairs: tuple[Stair, ...]
    zero_is_free: bool = False
    refuse_above: bool = False


class MissingIndexPrice(StrEnum):
    """What becomes of an interval for which the index has no price."""

    REFUSE = "refuse"
    PREVIOUS = "previous"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class IndexPrice:
    """Every interval at `factor` times the index price of its time plus `addend`, within `floor` and `cap`."""

    index: str
    factor: Decimal = Decimal(1)
    addend: Decimal = Decimal(0)
    floor: Decimal | None = None
    cap: Decimal | None = None
    missing: MissingIndexPrice = MissingIndexPrice.REFUSE
    fallback: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PercentagePrice:
    """A percentage of each event's money and a fixed fee per event, after a free allowance (semantics §6).

    The allowance ends with `free_events` or `free_amount`, whichever comes first (`first_of`), or with the
    later of the two. Minimum and maximum hold for each event, after its fixed fee.
    """

    percent: Decimal
    fixed_fee: Decimal = Decimal(0)
    free_events: int | None = None
    free_amount: Decimal | None = None
    first_of: bool = True
    event_minimum: Decimal | None = None
    event_maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DynamicPrice:
    """The money that events bring with them times `multiplier` (1 plus a markup); summed, then rounded once."""

    multiplier: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class RateGroup:
    """From `start_s` seconds into the call: `rate` per `per_s` seconds, in increments begun of `increment_s`."""

    start_s: Decimal
    rate: Decimal
    per_s: Decimal
    increment_s: Decimal


@dataclass(frozen=True, slots=True)
class RateBand:
    """Prices of calls from a clock time on these weekdays (Monday 0) until the next band begins."""

    from_second: int
    weekdays: frozenset[int]
    connect_fee: Decimal
    groups: tuple[RateGroup, ...]


@dataclass(frozen=True, slots=True)
class RatedDurationPrice:
    """Calls by their seconds: bands by clock time, increments, a connect fee; each call rounded once (§18).

    `split_at_bands`: a call that runs into the next band goes on at that band's prices. `max_cost` caps a call.
    """

    bands: tuple[RateBand, ...]
    scale: int = 4
    mode: RoundingMode = "half_up"
    max_cost: Decimal | None = None
    split_at_bands: bool = True
    minimum_s: Decimal = Decimal(0)
    free_s: Decimal = Decimal(0)


Price = (
    FixedPrice
    | PerUnitPrice
    | GraduatedPrice
    | VolumePrice
    | PackagePrice
    | HoursUsePrice
    | BlockTiersPrice
    | StairstepPrice
    | IndexPrice
    | PercentagePrice
    | DynamicPrice
    | RatedDurationPrice
)
