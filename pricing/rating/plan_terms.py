"""The terms of a published plan version as frozen values: what the engine prices by.

A charge is *what is counted* (determinant) times *how it is priced* (price); every combination works.
All amounts, prices and tier tops are Decimals of the plan's currency and the metric's unit. What can be
counted, how it can be priced and how it is adjusted have modules of their own, named here once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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
from pricing.rating.charge_terms import (
    Allowance,
    Charge,
    QuantityBank,
    TierAllocation,
    TierBounds,
    UnitConversion,
)
from pricing.rating.determinant_facts import calendar_of, is_level, metrics_counted
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
    "is_level",
    "metrics_counted",
]


class RoundingUnit(StrEnum):
    """What is rounded to minor units: each line, or each charge whose lines then share its cents."""

    LINE = "line"
    CHARGE = "charge"


@dataclass(frozen=True, slots=True)
class Rounding:
    """How amounts become minor units."""

    unit: RoundingUnit
    scale: int
    mode: RoundingMode = "half_up"


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
