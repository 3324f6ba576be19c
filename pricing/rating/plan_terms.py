"""The terms of a published plan version as frozen values: what the engine prices by.

A charge is *what is counted* (determinant) times *how it is priced* (price); every combination works.
All amounts, prices and tier tops are Decimals of the plan's currency and the metric's unit. What can be
counted, how it can be priced and how it is adjusted have modules of their own, named here once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pricing.money import RoundingMode, minor_unit_scale
from pricing.rating.adjustment_terms import (
    Commitment,
    FixedDiscount,
    MaximumBill,
    MinimumBill,
    MoneyBank,
    PercentDiscount,
    Rider,
    Span,
    TaxTerms,
)
from pricing.rating.determinant_terms import (
    ApparentDemand,
    BilledDemand,
    BucketTotal,
    CoincidentPeak,
    Contracted,
    DailyPeaks,
    Days,
    Determinant,
    EachEvent,
    EventTotal,
    ExcessDemand,
    ExcessReactive,
    NetSide,
    Netting,
    NetUsage,
    PeakDemand,
    Percentile,
    PerPeriod,
    Ratchet,
    RecurringUnits,
    SeveralTotals,
    TimeWeighted,
    Total,
    calendar_of,
    metrics_counted,
)
from pricing.rating.price_terms import (
    BlockTier,
    BlockTiersPrice,
    DynamicPrice,
    FixedPrice,
    GraduatedPrice,
    HoursBlock,
    HoursUsePrice,
    IndexPrice,
    MissingIndexPrice,
    PackagePrice,
    PercentagePrice,
    PerUnitPrice,
    Price,
    RateBand,
    RatedDurationPrice,
    RateGroup,
    Stair,
    StairstepPrice,
    Tier,
    VolumePrice,
)
from pricing.rating.tou_calendar import TouCalendar

__all__ = [
    "Allowance",
    "ApparentDemand",
    "BilledDemand",
    "BlockTier",
    "BlockTiersPrice",
    "BucketTotal",
    "Charge",
    "CoincidentPeak",
    "Commitment",
    "Contracted",
    "DailyPeaks",
    "Days",
    "Determinant",
    "DynamicPrice",
    "EachEvent",
    "EventTotal",
    "ExcessDemand",
    "ExcessReactive",
    "FixedDiscount",
    "FixedPrice",
    "GraduatedPrice",
    "HoursBlock",
    "HoursUsePrice",
    "IndexPrice",
    "MaximumBill",
    "MetricTerms",
    "MinimumBill",
    "MissingIndexPrice",
    "MoneyBank",
    "NetSide",
    "NetUsage",
    "Netting",
    "PackagePrice",
    "PeakDemand",
    "PerPeriod",
    "PerUnitPrice",
    "PercentDiscount",
    "PercentagePrice",
    "Percentile",
    "PlanTerms",
    "PlanWords",
    "Price",
    "QuantityBank",
    "Ratchet",
    "RateBand",
    "RateGroup",
    "RatedDurationPrice",
    "RecurringUnits",
    "Rider",
    "Rounding",
    "RoundingUnit",
    "SeveralTotals",
    "Span",
    "Stair",
    "StairstepPrice",
    "TaxTerms",
    "Tier",
    "TierAllocation",
    "TierBounds",
    "TimeWeighted",
    "Total",
    "UnitConversion",
    "VolumePrice",
    "calendar_of",
    "metrics_counted",
]


class RoundingUnit(StrEnum):
    """What is rounded to minor units: each line, or each charge whose lines then share its cents."""

    LINE = "line"
    CHARGE = "charge"


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
class Rounding:
    """How amounts become minor units."""

    unit: RoundingUnit
    scale: int
    mode: RoundingMode = "half_up"


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


@dataclass(frozen=True, slots=True)
class MetricTerms:
    """The unit in which a plan prices a metric."""

    unit: str


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What a plan and its parts are called in one language; what is not here is called as its code or label says.

    `lines` are by the code of charge, discount or minimum, `taxes` by that of the tax.
    """

    name: str = ""
    lines: Mapping[str, str] = field(default_factory=dict)
    taxes: Mapping[str, str] = field(default_factory=dict)
    buckets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """Everything the engine needs to know of one plan version.

    `words` are by language, under "" those that hold for every other. Nothing is priced by them.
    """

    code: str
    currency: str
    metrics: Mapping[str, MetricTerms]
    charges: tuple[Charge, ...]
    calendars: Mapping[str, TouCalendar] = field(default_factory=dict)
    discounts: tuple[PercentDiscount | FixedDiscount, ...] = ()
    maximums: tuple[MaximumBill, ...] = ()
    minimums: tuple[MinimumBill, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    banks: tuple[MoneyBank, ...] = ()
    riders: tuple[Rider, ...] = ()
    taxes: tuple[TaxTerms, ...] = ()
    rounding_unit: RoundingUnit = RoundingUnit.LINE
    rounding_mode: RoundingMode = "half_up"
    rounding_scale: int | None = None
    words: Mapping[str, PlanWords] = field(default_factory=dict)

    def words_in(self, language: str) -> PlanWords:
        """The words for a language such as "de"; those of the plan itself where it has none in that language."""
        return self.words.get(language) or self.words.get("") or PlanWords()

    @property
    def rounding(self) -> Rounding:
        """The rounding of this plan's lines: to the currency's minor unit, unless `rounding_scale` says otherwise."""
        scale = minor_unit_scale(self.currency) if self.rounding_scale is None else self.rounding_scale
        return Rounding(self.rounding_unit, scale, self.rounding_mode)
