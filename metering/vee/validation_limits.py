"""From where on a rule objects, and which rules suit which metric."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from metering.usage.units import UnitMismatch, conversion_factor
from metering.vee.findings import Rule

_METERED_UNITS = ("kWh", "kvarh", "m3")


@dataclass(frozen=True, slots=True)
class ValidationLimits:
    """The thresholds of all rules. Times are in minutes.

    - `long_gap`: a gap longer than 2 h stops the bill, as it takes an estimate by like days (California DASMMD).
    - `negative_tolerance`: 0.01 kWh, kvarh or m3; inverters report -0.001 kWh at night.
    - `zero_run`, `long_zero_run`: 24 h to know, 7 days to look into (Oracle MDM "Zero Consumption" leaves both
      to the utility; these are the usual residential settings).
    - `stuck_run`: 12 h of one value that is not zero (Itron MDM; ours, as it is left to the utility).
    - `spike_percent`: 180 % above the reference (California DASMMD), which is not the third highest interval
      of the day alone: see metering.vee.spikes. `spike_floor`: the reference is never below 1 kWh, kvarh or m3
      an hour. `spike_history_days`: how many days before count, and days after too when fewer than
      `spike_history_minimum` of them have readings.
    """

    long_gap: int = 120
    negative_tolerance: Decimal = Decimal("0.01")
    zero_run: int = 24 * 60
    long_zero_run: int = 7 * 24 * 60
    stuck_run: int = 12 * 60
    spike_percent: int = 180
    spike_floor: Decimal = Decimal(1)
    spike_history_days: int = 30
    spike_history_minimum: int = 7


DEFAULT_LIMITS = ValidationLimits()


def suitable_rules(unit: str, adds_up: bool) -> frozenset[Rule]:
    """The rules to run on readings of a metric.

    A gap is a gap in anything. A quantity that adds up is never negative; a level (seats, temperature) may
    be. Zeros, equal values and spikes are only remarkable where a meter measures energy or volume: API calls
    come in bursts by nature.
    """
    if not adds_up:
        return frozenset({Rule.GAP})
    if _metered_factor(unit) is None:
        return frozenset({Rule.GAP, Rule.NEGATIVE})
    return frozenset({Rule.GAP, Rule.NEGATIVE, Rule.ZERO, Rule.STUCK, Rule.SPIKE})


def in_base_units(limit: Decimal, unit: str, decimals: int) -> int:
    """A limit in kWh, kvarh or m3 as whole 10^-decimals of the metric's unit, rounded down.

    In any other unit the limit is taken to be in that unit.
    """
    return int((limit * (_metered_factor(unit) or Decimal(1))).scaleb(decimals))


def _metered_factor(unit: str) -> Decimal | None:
    """What a limit is multiplied by to be in the unit, or None when no meter measures it."""
    for metered in _METERED_UNITS:
        try:
            return conversion_factor(metered, unit)
        except UnitMismatch:
            continue
    return None
