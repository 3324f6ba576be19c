"""Bill cases: a year of monthly bills against PySAM's figures, unrounded and rounded."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from metering.usage.usage_series import UsageSeries
from pricing.money import round_amount
from pricing.rating import LineKind, RatedLine, RatingRequest, rate, replay
from pricing.rating.determinants import measure
from pricing.rating.plan_terms import BucketTotal, PeakDemand, Total
from tests.golden import case_files
from tests.golden.bill_profiles import ZONE_NAME, month_start, month_usage, read_profile
from tests.golden.bill_tariffs import METRIC, BillTerms, Buckets, bill_terms
from tests.golden.missing_features import Case

TOLERANCE = Decimal("0.01")
_HALF_CENT = Decimal("0.005")
_QUANTITY_TOLERANCE = Decimal("0.0002")  # the cases keep at least four decimals of kWh and kW
_CHARGES = {"energy": "energy_charge", "flat": "flat_demand_charge", "tou": "tou_demand_charge"}


@dataclass(frozen=True)
class BillCase:
    """A case and where it lies, because it names its profile relative to that."""

    path: Path
    case: Case


def bill_cases() -> list[tuple[str, BillCase]]:
    """(id, case) of every bill case, each once."""
    files = {file.path: file.content for file in case_files.of_kind("bill case")}
    first_path: dict[str, Path] = {}
    for path, content in files.items():
        first_path.setdefault(json.dumps(content, default=str), path)
    kept = [(files[path]["case_id"], BillCase(path, files[path])) for path in first_path.values()]
    return case_files.each_once(kept)


@cache
def rounded_totals() -> dict[str, list[Decimal]]:
    """The monthly totals of rounded lines, by case."""
    return {
        case_id: [Decimal(total) for total in totals]
        for file in case_files.of_kind("rounded totals")
        for case_id, totals in file.content["monthly_totals"].items()
    }


def check_bill_case(bill: BillCase) -> int:
    """Assert twelve bills, line by line, and that every line follows from its trace; the number of lines.

    Raises MissingFeature where the engine cannot rate the tariff yet.
    """
    case = bill.case
    plan = bill_terms(case["tariff"])
    profile = case["profile"]
    path = case_files.find_beside(bill.path, profile["file"])
    quantities = read_profile(path, profile["import_column"], profile["interval_minutes"])
    months = case["expected"]["months"]
    assert [month["month"] for month in months] == list(range(1, 13))
    line_count = 0
    for expected in months:
        usage = month_usage(quantities, profile["interval_minutes"], expected["month"])
        request = RatingRequest(plan.terms, ZONE_NAME, usage.grid.period, usage.grid.period, {METRIC: usage})
        lines = rate(request)
        _assert_month_fits(usage, expected)
        _assert_quantities(request, plan, case, expected)
        _assert_charges(lines, expected)
        _assert_energy_lines(lines, plan, expected)
        _assert_demand_lines(lines, plan, expected)
        _assert_lines_replay(lines)
        _assert_rounded_total(lines, plan, case["case_id"], expected["month"])
        line_count += len(lines)
    return line_count


def _assert_month_fits(usage: UsageSeries, expected: dict[str, Any]) -> None:
    local_start = usage.grid.start.astimezone(UTC).replace(tzinfo=None)
    assert (local_start - month_start(expected["month"])).total_seconds() == 6 * 3600
    assert (usage.grid.end - usage.grid.start).days == expected["days"]


def _assert_quantities(request: RatingRequest, plan: BillTerms, case: Case, expected: dict[str, Any]) -> None:
    """What is counted, whether a charge prices it or not."""
    batch = request.as_batch()
    demand = case["tariff"]["demand"] or {}
    window = demand.get("window_minutes") or case["profile"]["interval_minutes"]
    (total,) = measure(Total(METRIC), batch)
    assert _near(total.quantities[0], expected["import_kwh"], _QUANTITY_TOLERANCE)
    (peak,) = measure(PeakDemand(METRIC, window), batch)
    assert _near(peak.quantities[0], expected["peak_kw"], _QUANTITY_TOLERANCE)
    assert _near(peak.quantities[0], expected.get("billing_kw", expected["peak_kw"]), _QUANTITY_TOLERANCE)
    counted = [total]
    if "energy" in plan.terms.calendars:
        counted = measure(BucketTotal(METRIC, "energy"), batch)
    by_bucket = _by_bucket(expected["kwh_by_period"], plan.energy_buckets, expected["month"])
    ours = {each.bucket or next(iter(by_bucket)): each.quantities[0] for each in counted}
    _assert_near_by_key(ours, by_bucket, _QUANTITY_TOLERANCE)
    if "tou_demand" in plan.terms.calendars:
        counted = measure(PeakDemand(METRIC, window, "tou_demand"), batch)
        peaks = {each.bucket: each.quantities[0] for each in counted}
        theirs = expected.get("peak_kw_by_period") or {}
        listed = {row["period"]: row["peak_kw"] for row in expected.get("tou_demand_lines") or ()}
        for by_period in (theirs, listed):
            for bucket, kw in _by_bucket(by_period, plan.demand_buckets, expected["month"]).items():
                assert _near(peaks[bucket], kw, _QUANTITY_TOLERANCE), bucket


def _assert_charges(lines: Sequence[RatedLine], expected: dict[str, Any]) -> None:
    """Each kind of charge and the total, unrounded."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.charge_code.partition("_")[0]] += line.exact_amount
    for code, key in {**_CHARGES, "fixed": "fixed_charge"}.items():
        assert _near(sums[code], expected[key], TOLERANCE), key
    # A minimum tops up the rounded lines that the customer sees, each up to half a cent off the exact one.
    slack = _HALF_CENT * len(lines) if sums["minimum"] else Decimal(0)
    assert _near(sums["minimum"], expected["minimum_top_up"], TOLERANCE + slack), "minimum_top_up"
    assert _near(sum(sums.values(), Decimal(0)), expected["total"], TOLERANCE + slack), "total"


def _assert_energy_lines(lines: Iterable[RatedLine], plan: BillTerms, expected: dict[str, Any]) -> None:
    ours: dict[tuple[str, int], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    theirs: dict[tuple[str, int], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    only_bucket = next(iter(plan.energy_buckets.values()))
    for line in lines:
        if line.charge_code.startswith("energy") and line.quantity:
            sums = ours[line.bucket or only_bucket, line.tier or 1]
            sums[0] += line.quantity
            sums[1] += line.exact_amount
    for row in expected["energy_lines"]:
        if row["kwh"]:
            sums = theirs[plan.energy_buckets[expected["month"], row["period"]], row["tier"]]
            sums[0] += Decimal(row["kwh"])
            sums[1] += Decimal(row["amount"])
    for index, tolerance in enumerate((_QUANTITY_TOLERANCE, TOLERANCE)):
        _assert_near_by_key(
            {key: sums[index] for key, sums in ours.items()},
            {key: sums[index] for key, sums in theirs.items()},
            tolerance,
        )


def _assert_demand_lines(lines: Iterable[RatedLine], plan: BillTerms, expected: dict[str, Any]) -> None:
    ours: dict[Any, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.charge_code == "tou_demand":
            ours[line.bucket] += line.exact_amount
    theirs: dict[Any, Decimal] = defaultdict(Decimal)
    for row in expected.get("tou_demand_lines") or ():
        bucket = plan.demand_buckets.get((expected["month"], row["period"]))
        assert bucket or not row["amount"]
        theirs[bucket] += Decimal(row["amount"])
    _assert_near_by_key(_without_zeros(ours), _without_zeros(theirs), TOLERANCE)


def _assert_lines_replay(lines: Iterable[RatedLine]) -> None:
    for line in lines:
        replayed = replay(json.loads(json.dumps(line.trace)))
        assert (replayed.quantity, replayed.exact_amount) == (line.quantity, line.exact_amount)
        assert replayed.amount == line.amount


def _assert_rounded_total(lines: Sequence[RatedLine], plan: BillTerms, case_id: str, month: int) -> None:
    totals = rounded_totals().get(case_id)
    if totals is None:
        return
    charges = [line for line in lines if line.kind is LineKind.CHARGE]
    total = sum((line.amount for line in charges), Decimal(0))
    for minimum in (line for line in lines if line.kind is LineKind.MINIMUM):
        # Ours tops up what the customer sees, so the bill is exactly the minimum (semantics §12). The totals
        # round the exact top-up instead; theirs follows from the same lines.
        assert total + minimum.amount == round_amount(minimum.unit_price, 2)
        exact = sum((line.exact_amount for line in charges), Decimal(0))
        total += round_amount(minimum.unit_price - exact, 2)
    # Where one bucket stands for several periods their tiers are fewer lines, so fewer roundings.
    periods = sum(1 for scheduled, _ in plan.energy_buckets if scheduled == month)
    tolerance = 2 * _HALF_CENT * periods * len(charges) if plan.merges_periods else Decimal(0)
    assert _near(total, totals[month - 1], tolerance)


def _by_bucket(by_period: dict[Any, Any], buckets: Buckets, month: int) -> dict[str, Decimal]:
    """A figure per period as one per bucket, of the periods that are scheduled in the month."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for period, figure in by_period.items():
        if (month, int(period)) in buckets:
            sums[buckets[month, int(period)]] += Decimal(figure)
    return sums


def _without_zeros(figures: dict[Any, Decimal]) -> dict[Any, Decimal]:
    return {key: figure for key, figure in figures.items() if figure}


def _assert_near_by_key(ours: dict[Any, Decimal], theirs: dict[Any, Decimal], tolerance: Decimal) -> None:
    assert ours.keys() == theirs.keys()
    for key, figure in ours.items():
        assert _near(figure, theirs[key], tolerance), key


def _near(ours: Decimal, theirs: Decimal | int, tolerance: Decimal) -> bool:
    return abs(ours - Decimal(theirs)) <= tolerance
