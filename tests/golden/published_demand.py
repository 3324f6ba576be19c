"""Published examples of demand, ratchets, power factor and percentiles, through the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from metering.usage.periods import Period
from pricing.rating import RatedLine
from pricing.rating.carried import Carried
from pricing.rating.determinants.peak_history import history_key
from pricing.rating.plan_terms import (
    ApparentDemand,
    BilledDemand,
    Charge,
    CoincidentPeak,
    PeakDemand,
    Percentile,
    Ratchet,
)
from tests.golden.published_plans import METRIC, REACTIVE, account, charge, days, month, series, total

Example = Mapping[str, Any]
_PEAK: Final = PeakDemand(METRIC, 60)
_MONTHS: Final = range(1, 13)


def _ratchet(months: int, percent: int) -> BilledDemand:
    return BilledDemand(_PEAK, ratchet=Ratchet(months, (Decimal(percent),) * 12))


def _year(
    charges: list[Charge], peaks: Mapping[int, int], carried: Carried | None = None, flat: int = 0
) -> list[RatedLine]:
    """A line for each month's bill with that peak, each going on from the one before."""
    lines, state = [], carried or Carried()
    for number, peak in peaks.items():
        period = month(2018, number)
        hours = period.duration // timedelta(hours=1)
        usage = {METRIC: series(period, 60, [peak] + [flat] * (hours - 1))}
        rated = account(charges, period, usage, carried=state)
        (line,) = rated.lines
        lines.append(line)
        state = Carried(rated.carried)
    return lines


def _eighty_percent(example: Example) -> list[Decimal]:
    """The peaks of five months at one price."""
    given = example["given"]
    names = {"Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10}
    peaks = {names[name]: peak for name, peak in given["peaks"].items()}
    lines = _year([charge("demand", _ratchet(11, 80), str(given["rate"]))], peaks)
    return [line.amount for line in lines]


def _look_back(_: Example) -> list[Decimal]:
    """A load of 1 kW with one hour of 100 kW in January; 10.50 a kW in half of the year, 11.50 in the other."""
    demand, summer = _ratchet(11, 35), frozenset(range(5, 11))
    charges = [
        charge("winter", demand, "10.5", months=frozenset(_MONTHS) - summer),
        charge("summer", demand, "11.5", months=summer),
    ]
    return [total(_year(charges, {number: 100 if number == 1 else 1 for number in _MONTHS}, flat=1))]


def _look_back_over_six_months(example: Example) -> list[Decimal]:
    """The year before had the same peaks; every month has a price of its own."""
    given = example["given"]
    peaks = dict(zip(_MONTHS, given["month_peaks"], strict=True))
    demand = _ratchet(6, 75)
    rates = dict(zip(_MONTHS, [10, 10, 20, 50, 20, 10, 20, 20, 20, 20, 20, 5], strict=True))
    charges = [
        charge(f"month_{number}", demand, str(rate), months=frozenset({number}))
        for number, rate in rates.items()
    ]
    before = {f"2017-{number:02}": str(peak) for number, peak in peaks.items()}
    lines = _year(charges, peaks, Carried({history_key(demand, None): {"peaks": before}}))
    assert [line.quantity for line in lines] == given["billing_kw"]
    return [total(lines)]


def _system_peaks(_: Example) -> list[Decimal]:
    """A flat load of 1 kW in the hours of a year's system peaks (the first hour is number 1)."""
    year = days(date(2017, 1, 1), date(2018, 1, 1))

    def hours(*numbers: int) -> list[Period]:
        starts = [year.start + timedelta(hours=number - 1) for number in numbers]
        return [Period(start, start + timedelta(hours=1)) for start in starts]

    charges = [
        charge("first", CoincidentPeak(METRIC, 60, "first"), "10"),
        charge("second", CoincidentPeak(METRIC, 60, "second"), "5"),
    ]
    peaks = {"first": hours(1, 2, 100), "second": hours(6000, 7000)}
    usage = {METRIC: series(year, 60, [1] * 8760)}
    return [total(account(charges, year, usage, system_peaks=peaks).lines)]


def _power_factor(_: Example) -> list[Decimal]:
    """800 kW at a power factor of 0.8, which is 600 kvar, against a target of 0.90; 10 a kW or kVA."""
    day = days(date(2026, 1, 1), date(2026, 1, 2))
    usage = {
        METRIC: series(day, 60, [800] * 24),
        REACTIVE: series(day, 60, [600] * 24, unit="kvarh"),
    }
    lifted = BilledDemand(_PEAK, reactive_metric=REACTIVE, target_power_factor=Decimal("0.90"))
    apparent = account([charge("kva", ApparentDemand(METRIC, REACTIVE, 60), "10")], day, usage).lines
    penalty = [charge("lifted", lifted, "10"), charge("measured", _PEAK, "-10")]
    difference = account(penalty, day, usage).lines
    return [total(apparent), difference[0].quantity, total(difference)]


def _bandwidth(_: Example) -> list[Decimal]:
    """30 days of 5-minute samples, each rate from 1 to 8,640 once: samples, those dropped, the rate billed."""
    april = month(2026, 4)
    usage = {METRIC: series(april, 5, [number * 7919 % 8640 + 1 for number in range(8640)], unit="GB")}
    (line,) = account([charge("p95", Percentile(METRIC, Decimal(95)), "1")], april, usage).lines
    return [Decimal(line.trace["n"]), Decimal(line.trace["pc"][1]), line.quantity / 12]


DEMAND: Final[Mapping[str, Callable[[Example], list[Decimal]]]] = {
    "ratchet-80-tariform": _eighty_percent,
    "reopt-lookback-35": _look_back,
    "reopt-lookback-range6": _look_back_over_six_months,
    "reopt-coincident": _system_peaks,
    "pf-kva": _power_factor,
    "bandwidth-95": _bandwidth,
}
"""The published values of an example, in its order."""
