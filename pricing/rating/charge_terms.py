"""A charge: what is counted times how it is priced, and what lies between the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pricing.money import RoundingMode
from pricing.rating.determinant_terms import Determinant
from pricing.rating.price_terms import Price


class TierBounds(StrEnum):
    """What a tier's top is given for, and what becomes of it in a period cut short (semantics §14)."""

    FULL = "full"  # for the billing period, whole even when the period is cut short
    PRORATED = "prorated"  # for the billing period, scaled by the days that are billed
    PER_DAY = "per_day"  # for one day: scaled by the number of days billed
    PER_MONTH = "per_month"  # for a calendar month: a period of two months has twice the bounds


class TierAllocation(StrEnum):
    """How tiers and time-of-use buckets meet: three different bills (tariffs.md, component 11)."""

    PER_BUCKET = "per_bucket"  # every bucket has tiers of its own
    PROPORTIONAL = "proportional"  # tiers are cut on the total, and shared out by the buckets' shares of it
    CHRONOLOGICAL = "chronological"  # one counter runs through the period, whatever the bucket


@dataclass(frozen=True, slots=True)
class UnitConversion:
    """The counted quantity in the unit that is priced, such as m³ into kWh or bytes into gigabytes begun.

    Multiplied or divided, then rounded to `scale` decimals with `mode` (None: not rounded).
    """

    operation: Literal["multiply", "divide"]
    factor: Decimal
    unit: str
    mode: RoundingMode | None = None
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """Free units of each period. What is left may be used in the next `rollover_periods`, oldest first.

    No more than `most_rolled_over` is carried along; `prorated` shrinks the allowance of a period cut short.
    """

    quantity: Decimal
    prorated: bool = False
    rollover_periods: int = 0
    most_rolled_over: Decimal | None = None


@dataclass(frozen=True, slots=True)
class QuantityBank:
    """A surplus of a netted quantity is kept and used up by later periods (net metering in kWh).

    In the period that ends `true_up_month` what is left is paid at `payout_price`, and the bank starts again.
    """

    label: str
    true_up_month: int | None = None
    payout_price: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Charge:
    """One priced element of a plan.

    `prices` holds one price under None, or one per bucket for a determinant with buckets; a bucket
    without a price costs nothing and gives no line. `group` is the claim that a billed period makes: two
    charges of one group can never bill one moment twice. `month_days` counts every month as so many days
    where a fixed amount is prorated (30/360). `demand` is what the bounds of hours-use tiers are times of.
    With `months` (January 1) it is owed in periods that end in one of them only.
    """

    code: str
    label: str
    determinant: Determinant
    prices: Mapping[str | None, Price]
    tax_code: str | None = None
    prorated: bool = True
    tier_bounds: TierBounds = TierBounds.PRORATED
    group: str = "main"
    month_days: int | None = None
    tier_allocation: TierAllocation = TierAllocation.PER_BUCKET
    conversion: UnitConversion | None = None
    allowance: Allowance | None = None
    demand: Determinant | None = None
    bank: QuantityBank | None = None
    months: frozenset[int] = frozenset()
