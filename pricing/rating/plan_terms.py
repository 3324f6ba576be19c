"""The terms of a published plan version as frozen values: what the engine prices by.

A charge is *what is counted* (determinant) times *how it is priced* (price); every combination works.
All amounts, prices and tier tops are Decimals of the plan's currency and the metric's unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pricing.money import RoundingMode, minor_unit_scale
from pricing.rating.tou_calendar import TouCalendar


class RoundingUnit(StrEnum):
    """What is rounded to minor units: each line, or each charge whose lines then share its cents."""

    LINE = "line"
    CHARGE = "charge"


class TierBounds(StrEnum):
    """What a tier's top is given for, and what becomes of it in a period cut short (semantics §14)."""

    FULL = "full"  # for the billing period, whole even when the period is cut short
    PRORATED = "prorated"  # for the billing period, scaled by the days that are billed
    PER_DAY = "per_day"  # for one day: scaled by the number of days billed


@dataclass(frozen=True, slots=True)
class Rounding:
    """How amounts become minor units."""

    unit: RoundingUnit
    scale: int
    mode: RoundingMode = "half_up"


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


Price = FixedPrice | PerUnitPrice | GraduatedPrice | VolumePrice | PackagePrice


@dataclass(frozen=True, slots=True)
class PerPeriod:
    """Counts one per billing period."""


@dataclass(frozen=True, slots=True)
class Days:
    """Counts the local days that are billed."""


@dataclass(frozen=True, slots=True)
class Total:
    """Counts the whole usage of a metric."""

    metric: str


@dataclass(frozen=True, slots=True)
class BucketTotal:
    """Counts the usage of a metric in each bucket of a time-of-use calendar."""

    metric: str
    calendar: str


@dataclass(frozen=True, slots=True)
class PeakDemand:
    """The highest average demand over a clock-aligned window, in the metric's unit per hour.

    With a calendar, one peak per bucket; windows are those whose start lies in the bucket.
    """

    metric: str
    window_minutes: int
    calendar: str | None = None


Determinant = PerPeriod | Days | Total | BucketTotal | PeakDemand


@dataclass(frozen=True, slots=True)
class Charge:
    """One priced element of a plan.

    `prices` holds one price under None, or one per bucket for a determinant with a calendar; a bucket
    without a price costs nothing and gives no line. `group` is the claim that a billed period makes: two
    charges of one group can never bill one moment twice.
    """

    code: str
    label: str
    determinant: Determinant
    prices: Mapping[str | None, Price]
    tax_code: str | None = None
    prorated: bool = True
    tier_bounds: TierBounds = TierBounds.PRORATED
    group: str = "main"


@dataclass(frozen=True, slots=True)
class PercentDiscount:
    """A share of the named charges (all when empty) that is taken off."""

    code: str
    label: str
    percent: Decimal
    charges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MinimumBill:
    """A floor under the named charges (all when empty), after discounts and before tax."""

    code: str
    label: str
    amount: Decimal
    per_day: bool = False
    charges: tuple[str, ...] = ()
    tax_code: str | None = None
    prorated: bool = True


@dataclass(frozen=True, slots=True)
class TaxTerms:
    """A tax on every line that carries its code."""

    code: str
    label: str
    percent: Decimal


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
    discounts: tuple[PercentDiscount, ...] = ()
    minimums: tuple[MinimumBill, ...] = ()
    taxes: tuple[TaxTerms, ...] = ()
    rounding_unit: RoundingUnit = RoundingUnit.LINE
    rounding_mode: RoundingMode = "half_up"
    words: Mapping[str, PlanWords] = field(default_factory=dict)

    def words_in(self, language: str) -> PlanWords:
        """The words for a language such as "de"; those of the plan itself where it has none in that language."""
        return self.words.get(language) or self.words.get("") or PlanWords()

    @property
    def rounding(self) -> Rounding:
        """The rounding of this plan's lines, to the currency's minor unit."""
        return Rounding(self.rounding_unit, minor_unit_scale(self.currency), self.rounding_mode)
