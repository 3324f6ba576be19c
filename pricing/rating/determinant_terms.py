"""What a charge counts, as frozen values; the functions that count are in determinants/."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pricing.rating.aggregation import Aggregation

Properties = tuple[tuple[str, str], ...]
"""Names and values that an event's properties must have."""


@dataclass(frozen=True, slots=True)
class PerPeriod:
    """Counts one per billing period."""


@dataclass(frozen=True, slots=True)
class Days:
    """Counts the local days that are billed."""


@dataclass(frozen=True, slots=True)
class Contracted:
    """Counts what the contract says: kW, seats, a fuse or meter size. `name` is that of the contract's value."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Total:
    """Counts the whole usage of a metric."""

    metric: str


@dataclass(frozen=True, slots=True)
class BucketTotal:
    """Counts the usage of a metric in each bucket of a time-of-use calendar."""

    metric: str
    calendar: str


class Netting(StrEnum):
    """Over what time import and export are set against each other."""

    INTERVAL = "interval"
    HOUR = "hour"
    DAY = "day"
    PERIOD = "period"


class NetSide(StrEnum):
    """What of a netted pair is counted: what is left of the import, of the export, or import less export."""

    IMPORT = "import"
    EXPORT = "export"
    NET = "net"


@dataclass(frozen=True, slots=True)
class NetUsage:
    """Counts import against export of two metrics, per bucket with a calendar.

    A netting time belongs to the bucket in which it starts; with `PERIOD` each bucket is netted by itself.
    """

    import_metric: str
    export_metric: str
    netting: Netting
    side: NetSide
    calendar: str | None = None


class DailyPeaks(StrEnum):
    """Whether demand is the highest peak of the period or the sum of every day's."""

    HIGHEST = "highest"
    SUM_OF_DAYS = "sum_of_days"


@dataclass(frozen=True, slots=True)
class PeakDemand:
    """The highest average demand over a window, in the metric's unit per hour.

    With a calendar, one peak per bucket; windows are those whose start lies in the bucket. Windows are
    clock-aligned blocks, or slide by the step of the readings.
    """

    metric: str
    window_minutes: int
    calendar: str | None = None
    sliding: bool = False
    daily: DailyPeaks = DailyPeaks.HIGHEST


@dataclass(frozen=True, slots=True)
class Ratchet:
    """A share of the highest demand of earlier months, which billed demand does not fall under.

    `percents` has one entry for each calendar month of the earlier peak, January first (0: that month's peak
    never counts).
    """

    months: int
    percents: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class BilledDemand:
    """Demand as it is billed: the peak, lifted by ratchet, contract, minimum and power factor.

    The largest of: `current_percents` of the period's own peak (by calendar month), the ratchet, `minimum`,
    and `contract_percent` of the contracted value `contract`. With `target_power_factor` the period's peak is
    first multiplied by target over measured factor where that is below target (`reactive_metric` measures it).
    """

    peak: PeakDemand
    current_percents: tuple[Decimal, ...] = (Decimal(100),) * 12
    ratchet: Ratchet | None = None
    minimum: Decimal = Decimal(0)
    contract: str | None = None
    contract_percent: Decimal = Decimal(100)
    reactive_metric: str | None = None
    target_power_factor: Decimal | None = None
    power_factor_decimals: int = 4


@dataclass(frozen=True, slots=True)
class ExcessDemand:
    """Demand above the contracted value, or above the demand in another bucket: never below zero.

    `over_contract` names the contract's value. Otherwise the peak of `bucket` less that of `over_bucket`.
    """

    peak: PeakDemand
    over_contract: str | None = None
    bucket: str | None = None
    over_bucket: str | None = None


@dataclass(frozen=True, slots=True)
class ApparentDemand:
    """The highest apparent demand (kVA): the root of active squared plus reactive squared, per window."""

    metric: str
    reactive_metric: str
    window_minutes: int
    decimals: int = 4


@dataclass(frozen=True, slots=True)
class ExcessReactive:
    """Reactive energy beyond `allowed` times the active energy of the period (tan phi, such as 0.5)."""

    metric: str
    reactive_metric: str
    allowed: Decimal


@dataclass(frozen=True, slots=True)
class CoincidentPeak:
    """Demand in the windows in which the whole system peaked, known afterwards; `peaks` names them."""

    metric: str
    window_minutes: int
    peaks: str


@dataclass(frozen=True, slots=True)
class Percentile:
    """The rate that is exceeded for no more than the rest of the samples: 95 drops the highest twentieth.

    Of each interval's rate per hour; n samples drop floor(n x (100 - percent) / 100) of the highest.
    """

    metric: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class EventTotal:
    """Counts events: how many, their sum, the largest, the latest, or how many distinct ones.

    `where` keeps only the events that have these properties. `by` makes a bucket of each value of a property
    that is priced, so that a price may differ by property. `unique_by` is the property that tells events apart.
    """

    metric: str
    aggregation: Aggregation
    where: Properties = ()
    by: str | None = None
    unique_by: str | None = None


@dataclass(frozen=True, slots=True)
class TimeWeighted:
    """The average level of a metric over the period, by seconds; each event raises or lowers the level."""

    metric: str
    where: Properties = ()


@dataclass(frozen=True, slots=True)
class RecurringUnits:
    """Units that are there from one event on until another takes them away: seats, stored gigabytes.

    Each event's units count in full for the tier, and for the days that are left (its own included) for the
    price (semantics section 14).
    """

    metric: str
    where: Properties = ()


@dataclass(frozen=True, slots=True)
class EachEvent:
    """Every event by itself, in order of time: for prices of single calls and transfers."""

    metric: str
    where: Properties = ()
    by: str | None = None


@dataclass(frozen=True, slots=True)
class SeveralTotals:
    """The totals of several metrics side by side, for a price that looks at all of them."""

    metrics: tuple[str, ...]


Determinant = (
    PerPeriod
    | Days
    | Contracted
    | Total
    | BucketTotal
    | NetUsage
    | PeakDemand
    | BilledDemand
    | ExcessDemand
    | ApparentDemand
    | ExcessReactive
    | CoincidentPeak
    | Percentile
    | EventTotal
    | TimeWeighted
    | RecurringUnits
    | EachEvent
    | SeveralTotals
)
