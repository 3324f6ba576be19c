"""Usage cases of documents: true-ups, commitments, credit notes, changes of plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from invoicing.drafting.credit_amounts import CreditAmounts, cap_credit, credit_amounts, plan_change
from metering.usage.periods import Period
from pricing.money import EXACT, RoundingMode, round_amount
from pricing.rating import LineKind, PlanTerms, RatedLine, RatingRequest, rate
from pricing.rating.adjustments.billed_span import BilledSpan
from pricing.rating.adjustments.commitment import CommittedSplit, split_by_commitment
from pricing.rating.adjustments.minimum_bill import settle_minimum
from pricing.rating.plan_terms import Charge, Commitment, FixedPrice, MinimumBill, PerPeriod, TaxTerms
from pricing.rating.proration import prorate, share_of
from pricing.rating.taxes import TaxedLine
from tests.golden.missing_features import Case
from tests.golden.usage_quantities import assert_expected

_CURRENCY_OF_SCALE = {0: "JPY", 2: "EUR", 3: "KWD"}
_NOTHING = Decimal(0)


def check_minimum_true_up(case: Case) -> None:
    """Assert the top-up of lines to a minimum for part of the period."""
    params = _params(case, "minimum", "used", "numerator", "denominator", "scale", "round_used_first")
    scale, used = int(params["scale"]), Decimal(params["used"])
    if params.get("round_used_first"):
        used = round_amount(used, scale)
    terms = PlanTerms("golden", _CURRENCY_OF_SCALE[scale], {}, ())
    minimum = MinimumBill("minimum", "Minimum", Decimal(params["minimum"]))
    span = BilledSpan(int(params["numerator"]), int(params["denominator"]))
    lines = settle_minimum(minimum, [_charged(used)], terms, span).lines
    assert_expected(
        case,
        {
            "true_up": sum((line.amount for line in lines), _NOTHING),
            "precise": sum((line.exact_amount for line in lines), _NOTHING),
        },
    )


def check_plan_commitment(case: Case) -> None:
    """Assert the true-up of a plan whose fee is below what was promised: rated for so many days of a period."""
    params = _params(case, "commitment_minor", "subscription_minor", "numerator", "denominator")
    fee = FixedPrice(Decimal(params["subscription_minor"]))
    terms = PlanTerms(
        "golden",
        _CURRENCY_OF_SCALE[0],
        {},
        (Charge("fee", "Fee", PerPeriod(), {None: fee}),),
        commitments=(Commitment("promised", "Promised", Decimal(params["commitment_minor"])),),
    )
    start = datetime(2026, 1, 1, tzinfo=UTC)
    billed, whole = (
        Period(start, start + timedelta(days=int(params[key]))) for key in ("numerator", "denominator")
    )
    lines = rate(RatingRequest(terms, "UTC", billed, whole))
    true_up = sum((line.amount for line in lines if line.kind is LineKind.MINIMUM), _NOTHING)
    assert_expected(case, {"true_up_minor": true_up})


def check_windowed_commitment(case: Case) -> None:
    """Assert the sums over windows that have a price and a commitment each."""
    sums = dict.fromkeys(("amount", "utilised", "overage", "true_up"), _NOTHING)
    for window in _params(case, "windows")["windows"]:
        _allow_only(
            window,
            *("quantity", "unit_price", "commitment", "commitment_type", "overage_factor", "true_up"),
        )
        used = EXACT.multiply(Decimal(window["quantity"]), Decimal(window["unit_price"]))
        split = split_by_commitment(_committed(window, used), _NOTHING, used)
        parts = {
            "utilised": split.within,
            "overage": split.overage(Decimal(window.get("overage_factor") or 1)),
            "true_up": split.missing if window.get("true_up") else _NOTHING,
        }
        for key, part in parts.items():
            sums[key] = EXACT.add(sums[key], part)
            sums["amount"] = EXACT.add(sums["amount"], part)
    assert_expected(case, {**_rounded(sums, case)})


def check_cumulative_commitment(case: Case) -> None:
    """Assert what the period costs in which a commitment is crossed that runs over several."""
    params = _params(case, "commitment", "overage_factor", "prior", "current")
    split: CommittedSplit = split_by_commitment(
        Decimal(params["commitment"]), Decimal(params["prior"]), Decimal(params["current"])
    )
    overage = split.overage(Decimal(params["overage_factor"]))
    ours = {"amount": EXACT.add(split.within, overage), "overage": overage, "utilised": split.within}
    assert_expected(case, {**_rounded(ours, case)})


def check_credit_cap(case: Case) -> None:
    """Assert what may be credited of a potential credit."""
    params = _params(case, "potential", "paid", "previous_credits")
    credit = cap_credit(*(Decimal(params[key]) for key in ("potential", "paid", "previous_credits")))
    assert_expected(case, {"credit": credit})


def check_plan_change(case: Case) -> None:
    """Assert the credit for the rest of the old plan and the charge for that of the new one."""
    params = _params(
        case,
        *("old_total", "new_total", "paid", "previous_credits", "cap_credit_to_paid"),
        *("numerator", "denominator"),
    )
    rounding = case.get("rounding") or {"scale": 2, "mode": "half_up"}
    most = Decimal(params["paid"]) - Decimal(params.get("previous_credits") or 0)
    change = plan_change(
        Decimal(params["old_total"]),
        Decimal(params["new_total"]),
        Fraction(int(params["numerator"]), int(params["denominator"])),
        most if params.get("cap_credit_to_paid") else None,
        rounding["scale"],
        rounding["mode"],
    )
    assert_expected(case, {"credit": change.credit, "charge": change.charge, "net": change.net})


def check_credit_note(case: Case) -> None:
    """Assert item, tax and total of a note for the days of a line that are not used."""
    params = _params(case, "line_minor", "unused_days", "period_days", "tax_rate")
    line = Decimal(params["line_minor"])
    unused = prorate(line, Fraction(int(params["unused_days"]), int(params["period_days"])))
    note = credit_amounts([_taxed(line, params["tax_rate"])], [_NOTHING], [unused], 0)
    assert_expected(case, {"item_minor": note.net, "tax_minor": note.tax, "total_minor": note.total})


def check_credit_note_series(case: Case) -> None:
    """Assert net, tax and total of each note, each from what all notes so far come to."""
    params = _params(case, "lines_minor", "tax_rate", "coupon_minor", "invoice_total_minor")
    expected = case.get("our_expected") or case["expected"]
    amounts = [Decimal(line) for line in params["lines_minor"]]
    lines = [_taxed(amount, params["tax_rate"]) for amount in amounts]
    whole, coupon = sum(amounts, _NOTHING), Decimal(params.get("coupon_minor") or 0)
    credited, notes = [_NOTHING] * len(lines), []
    for note in case["usage"]["notes"]:
        _allow_only(note, "line", "amount_minor")
        taken = Decimal(note["amount_minor"])
        after = list(credited)
        # A coupon lies on the lines by their weight, so a part of a line takes that part of it along.
        after[note["line"]] += EXACT.subtract(taken, share_of(coupon, taken, whole))
        notes.append(credit_amounts(lines, credited, after, 0))
        credited = after
    _allow_only(expected, "notes", "sum_minor")
    assert [_note_row(note) for note in notes] == [_expected_note(note) for note in expected["notes"]]
    total = sum((note.total for note in notes), _NOTHING)
    assert total == Decimal(expected["sum_minor"])
    assert total <= Decimal(params["invoice_total_minor"])


DOCUMENT_CHECKS: dict[str, Callable[[Case], None]] = {
    "minimum_true_up": check_minimum_true_up,
    "plan_commitment": check_plan_commitment,
    "windowed_commitment": check_windowed_commitment,
    "cumulative_commitment": check_cumulative_commitment,
    "credit_cap": check_credit_cap,
    "plan_change": check_plan_change,
    "credit_note": check_credit_note,
    "credit_note_series": check_credit_note_series,
}


def _params(case: Case, *documented: str) -> dict[str, Any]:
    _allow_only(case["params"], *documented)
    params: dict[str, Any] = case["params"]
    return params


def _allow_only(content: dict[str, Any], *keys: str) -> None:
    assert content.keys() <= set(keys), f"undocumented: {content.keys() - set(keys)}"


def _charged(amount: Decimal) -> RatedLine:
    one = Decimal(1)
    return RatedLine("usage", "Usage", LineKind.CHARGE, one, "unit", amount, amount, amount, "tax", {})


def _taxed(amount: Decimal, percent: str) -> TaxedLine:
    return TaxedLine(_charged(amount), [TaxTerms("tax", "Tax", Decimal(percent))])


def _committed(window: dict[str, Any], used: Decimal) -> Decimal:
    """The commitment of a window as money; one without commits itself to what it uses."""
    match window.get("commitment_type") or "none":
        case "amount":
            return Decimal(window["commitment"])
        case "quantity":
            return EXACT.multiply(Decimal(window["commitment"]), Decimal(window["unit_price"]))
        case "none":
            return used
    raise AssertionError(f"undocumented commitment_type {window['commitment_type']}")


def _rounded(ours: dict[str, Decimal], case: Case) -> dict[str, Decimal | list[Decimal]]:
    rounding = case.get("rounding")
    if not rounding:
        return {**ours}
    mode: RoundingMode = rounding["mode"]
    return {key: round_amount(value, rounding["scale"], mode) for key, value in ours.items()}


def _note_row(note: CreditAmounts) -> tuple[Decimal, ...]:
    return note.net, note.tax, note.total


def _expected_note(note: dict[str, Any]) -> tuple[Decimal, ...]:
    """As documented (net, tax, total), or with `_minor` behind each name."""
    names = ("net", "tax", "total")
    _allow_only(note, *names, *(f"{name}_minor" for name in names))
    return tuple(Decimal(note[f"{name}_minor" if f"{name}_minor" in note else name]) for name in names)
