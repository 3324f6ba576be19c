"""Bill cases: a year of monthly bills against PySAM's figures, unrounded and rounded."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pricing.money import round_amount
from pricing.rating import LineKind, RatedLine, RatingBatch, rate_accounts, replay
from pricing.rating.carried import Carried
from pricing.rating.determinants import measure, measure_one
from pricing.rating.plan_terms import PeakDemand, Total
from tests.golden import case_files
from tests.golden.bill_calendars import bucket_name, scheduled_periods, schedules_of
from tests.golden.bill_demand import TOU_CALENDAR
from tests.golden.bill_energy import DRAWN, EXPORT, IMPORT
from tests.golden.bill_tariffs import BillTerms, bill_terms
from tests.golden.bill_years import BillYear, first_carried
from tests.golden.missing_features import Case

TOLERANCE = Decimal("0.01")
_QUANTITY_TOLERANCE = Decimal("0.0002")  # the cases keep at least four decimals of kWh and kW
_CHARGES = {
    "energy": "energy_charge",
    "flat": "flat_demand_charge",
    "tou": "tou_demand_charge",
    "fixed": "fixed_charge",
    "minimum": "minimum_top_up",
}
_ENERGY = frozenset({"energy", "sold", "drawn", "credits"})
_PAYOUTS = frozenset({"payout", "bank_paid"})


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

    Each month is rated twice, rounded and nearly unrounded, each year going on from its own last month.

    Raises MissingFeature where the engine cannot rate the tariff yet.
    """
    case = bill.case
    plan = bill_terms(case)
    year = BillYear.of(case, bill.path)
    months = case["expected"]["months"]
    assert [month["month"] for month in months] == list(range(1, 13))
    line_count = 0
    exact_state = rounded_state = first_carried(case, plan)
    for expected in months:
        exact = rate_accounts(year.batch(plan.unrounded, expected["month"], exact_state))[0]
        rounded = rate_accounts(year.batch(plan.rounded, expected["month"], rounded_state))[0]
        exact_state, rounded_state = Carried(exact.carried), Carried(rounded.carried)
        _assert_quantities(year.batch(plan.unrounded, expected["month"], exact_state), plan, case, expected)
        _assert_charges(exact.lines, expected)
        _assert_energy_lines(exact.lines, case, expected)
        _assert_demand_lines(exact.lines, expected)
        _assert_lines_replay((*exact.lines, *rounded.lines))
        _assert_rounded_total(rounded.lines, exact.lines, case["case_id"], expected["month"])
        line_count += len(rounded.lines)
    return line_count


def _assert_quantities(batch: RatingBatch, plan: BillTerms, case: Case, expected: dict[str, Any]) -> None:
    """What is counted, whether a charge prices it or not."""
    assert batch.days == expected["days"]
    window = (case["tariff"]["demand"] or {}).get("window_minutes") or case["profile"]["interval_minutes"]
    assert _near(measure_one(Total(IMPORT), batch).quantities[0], expected["import_kwh"], _QUANTITY_TOLERANCE)
    if EXPORT in batch.usage:
        sold = measure_one(Total(EXPORT), batch).quantities[0]
        drawn = measure_one(Total(DRAWN), batch).quantities[0] if DRAWN in batch.usage else Decimal(0)
        assert _near(sold - drawn, expected["export_kwh"], _QUANTITY_TOLERANCE)
    peak_of = DRAWN if DRAWN in batch.usage else IMPORT
    peak = measure_one(PeakDemand(peak_of, window), batch).quantities[0]
    assert _near(peak, expected["peak_kw"], _QUANTITY_TOLERANCE)
    if DRAWN not in batch.usage:
        _assert_billed_demand(batch, plan, expected)
    if TOU_CALENDAR in plan.rounded.calendars:
        counted = measure(PeakDemand(IMPORT, window, TOU_CALENDAR), batch)
        peaks = {each.bucket: each.quantities[0] for each in counted}
        theirs = {int(period): kw for period, kw in (expected.get("peak_kw_by_period") or {}).items()}
        theirs |= {row["period"]: row["peak_kw"] for row in expected.get("tou_demand_lines") or ()}
        for period, kw in theirs.items():
            assert _near(peaks.get(bucket_name(period), Decimal(0)), kw, _QUANTITY_TOLERANCE), period


def _assert_billed_demand(batch: RatingBatch, plan: BillTerms, expected: dict[str, Any]) -> None:
    billed = measure_one(plan.billed_demand, batch).quantities[0]
    assert _near(billed, expected.get("billing_kw", expected["peak_kw"]), _QUANTITY_TOLERANCE)


def _assert_charges(lines: Sequence[RatedLine], expected: dict[str, Any]) -> None:
    """Each kind of charge and the total, unrounded."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        is_payout = line.trace["rule"] in _PAYOUTS
        code = "payout" if is_payout else line.charge_code.partition("_")[0]
        sums["energy" if code in _ENERGY else code] += line.exact_amount
    for code, key in _CHARGES.items():
        assert _near(sums[code], expected[key], TOLERANCE), key
    assert _near(sum(sums.values(), Decimal(0)), expected["total"], TOLERANCE), "total"


def _assert_energy_lines(lines: Iterable[RatedLine], case: Case, expected: dict[str, Any]) -> None:
    if case["tariff"]["energy"]["hourly_prices"] is not None:
        return
    ours: dict[tuple[str, int], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    theirs: dict[tuple[str, int], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    (first, *_) = sorted(scheduled_periods(schedules_of(case["tariff"]["energy"])))
    for line in lines:
        if line.charge_code.startswith("energy") and line.quantity and line.kind is LineKind.CHARGE:
            sums = ours[line.bucket or bucket_name(first), line.tier or 1]
            sums[0] += line.quantity
            sums[1] += line.exact_amount
    for row in expected["energy_lines"]:
        if row["kwh"]:
            sums = theirs[bucket_name(row["period"]), row["tier"]]
            sums[0] += Decimal(row["kwh"])
            sums[1] += Decimal(row["amount"])
    if _counts_hours_of_use(case):
        ours, theirs = _amounts_in_order(ours), _amounts_in_order(theirs)
    for index, tolerance in enumerate((_QUANTITY_TOLERANCE, TOLERANCE)):
        _assert_near_by_key(
            {key: sums[index] for key, sums in ours.items()},
            {key: sums[index] for key, sums in theirs.items()},
            tolerance,
        )


def _counts_hours_of_use(case: Case) -> bool:
    tiers = (tier for period in case["tariff"]["energy"]["periods"] for tier in period["tiers"])
    return any(tier["up_to_unit"] == "kWh_per_kW" for tier in tiers)


def _amounts_in_order(sums: dict[tuple[str, int], list[Decimal]]) -> dict[tuple[str, int], list[Decimal]]:
    """Tiers numbered as they come: a block's own row and the steps inside it are counted in other ways."""
    numbered: dict[tuple[str, int], list[Decimal]] = {}
    for bucket in sorted({bucket for bucket, _ in sums}):
        tiers = sorted(tier for name, tier in sums if name == bucket)
        numbered |= {(bucket, place): sums[bucket, tier] for place, tier in enumerate(tiers)}
    return numbered


def _assert_demand_lines(lines: Iterable[RatedLine], expected: dict[str, Any]) -> None:
    ours: dict[Any, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.charge_code == "tou_demand":
            ours[line.bucket] += line.exact_amount
    theirs: dict[Any, Decimal] = defaultdict(Decimal)
    for row in expected.get("tou_demand_lines") or ():
        theirs[bucket_name(row["period"])] += Decimal(row["amount"])
    _assert_near_by_key(_without_zeros(ours), _without_zeros(theirs), TOLERANCE)


def _assert_lines_replay(lines: Iterable[RatedLine]) -> None:
    for line in lines:
        replayed = replay(json.loads(json.dumps(line.trace)))
        assert (replayed.quantity, replayed.exact_amount) == (line.quantity, line.exact_amount)
        assert replayed.amount == line.amount


def _assert_rounded_total(
    lines: Sequence[RatedLine], exact: Sequence[RatedLine], case_id: str, month: int
) -> None:
    totals = rounded_totals().get(case_id)
    if totals is None:
        return
    others = [line for line in lines if line.kind is not LineKind.MINIMUM]
    total = sum((line.amount for line in others), Decimal(0))
    # Ours tops up what the customer sees, so the bill is exactly the minimum (semantics §12). The totals
    # round the exact top-up instead, which the unrounded run has.
    top_ups = [line.exact_amount for line in exact if line.kind is LineKind.MINIMUM]
    total += sum((round_amount(top_up, 2) for top_up in top_ups), Decimal(0))
    assert total == totals[month - 1]


def _without_zeros(figures: dict[Any, Decimal]) -> dict[Any, Decimal]:
    return {key: figure for key, figure in figures.items() if figure}


def _assert_near_by_key(ours: dict[Any, Decimal], theirs: dict[Any, Decimal], tolerance: Decimal) -> None:
    assert ours.keys() == theirs.keys()
    for key, figure in ours.items():
        assert _near(figure, theirs[key], tolerance), key


def _near(ours: Decimal, theirs: Decimal | int, tolerance: Decimal) -> bool:
    return abs(ours - Decimal(theirs)) <= tolerance
