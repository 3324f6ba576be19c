"""Rates of the US utility rate database: each becomes a plan that bills it, or says what keeps it from that."""

from collections import defaultdict
from decimal import Decimal

import pytest

from pricing.plan_documents.to_terms import plan_terms
from pricing.plan_documents.validation import validate_plan_document
from pricing.rating import LineKind, RatingRequest, rate
from pricing.urdb.findings import Weight
from pricing.urdb.plan_parts import METRIC
from tests.golden import case_files
from tests.golden.bill_cases import BillCase, bill_cases
from tests.golden.bill_profiles import ZONE_NAME, month_usage, read_profile
from tests.golden.urdb_records import (
    UrdbFile,
    answers_that_unblock,
    expected_bill,
    load_of_2018,
    urdb_files,
    usage_of,
)

# The record's prices are read off 32-bit numbers, the test's own sum takes them as they stand.
TOLERANCE = Decimal("0.001")
_CENT = Decimal("0.01")
_KINDS = {"ENERGY": "energy", "DEMAND": "flat", "TOU_DEMAND": "tou", "CUSTOMER": "fixed"}
FILES = urdb_files()


def is_of(file: UrdbFile, bill: BillCase) -> bool:
    """Whether the bill case was made from the record."""
    origin = bill.case["source"]["file"] or ""
    case_id = str(bill.case["case_id"]).partition("__")[0]
    return origin.endswith(f"/{file.path.name}") or file.source.get("golden_case") == case_id


def can_be_compared(bill: BillCase) -> bool:
    tariff = bill.case["tariff"]
    return tariff["metering"]["rule"] == "import_only" and not tariff["minimum_bill_per_year"]


PAIRS = [
    pytest.param(bill, file, id=name)
    for name, bill in bill_cases()
    for file in FILES
    if is_of(file, bill) and can_be_compared(bill)
]


def test_there_are_records_and_bills_of_them():
    assert len(FILES) >= 4
    assert len(PAIRS) >= 2


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.path.stem)
def test_becomes_a_valid_plan_or_says_what_blocks(file):
    conversion = file.convert({})
    blocking = [finding for finding in conversion.findings if finding.weight is Weight.BLOCKS]
    assert (conversion.document is None) == bool(blocking)
    if conversion.document is not None:
        assert validate_plan_document(conversion.document) == ()


def bill_sums(document, usage):
    """Exact sums of a month's lines by kind of charge, and all of its lines."""
    period = usage.grid.period
    lines = rate(RatingRequest(plan_terms(document), ZONE_NAME, period, period, {METRIC: usage}))
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        code = "MINIMUM" if line.kind is LineKind.MINIMUM else line.charge_code
        sums[_KINDS.get(code.removesuffix("_2"), code)] += line.exact_amount
    return sums, lines


@pytest.mark.parametrize("is_flat", [True, False], ids=["flat", "shaped"])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.path.stem)
def test_bills_a_load_as_the_arrays_of_the_record_say(file, is_flat):
    answers = answers_that_unblock(file, {"demand_window": "60"})
    document = file.convert(answers).document
    if document is None:
        assert "undefined" in file.path.stem
        return
    load = load_of_2018(is_flat=is_flat)
    for month in range(1, 13):
        sums, _ = bill_sums(document, usage_of(load, month))
        for kind, amount in expected_bill(file.rate, load, month).items():
            assert abs(sums[kind] - amount) < TOLERANCE, (month, kind)


@pytest.mark.parametrize(("bill", "file"), PAIRS)
def test_bills_as_the_case_made_from_the_record(bill, file):
    case = bill.case
    profile = case["profile"]
    step = profile["interval_minutes"]
    window = (case["tariff"]["demand"] or {}).get("window_minutes") or step
    answers = answers_that_unblock(file, {"demand_window": str(window)})
    assert "tiers_across_periods" not in answers
    document = file.convert(answers).document
    path = case_files.find_beside(bill.path, profile["file"])
    quantities = read_profile(path, profile["import_column"], step)
    is_daily = file.rate.get("fixedchargeunits") == "$/day"
    for expected in case["expected"]["months"]:
        sums, lines = bill_sums(document, month_usage(quantities, step, expected["month"]))
        assert abs(sums["energy"] - expected["energy_charge"]) <= _CENT
        assert abs(sums["flat"] - expected["flat_demand_charge"]) <= _CENT
        assert abs(sums["tou"] - expected["tou_demand_charge"]) <= _CENT
        # The case bills 365/12 days each month.
        assert is_daily or abs(sums["fixed"] - expected["fixed_charge"]) <= _CENT
        slack = _CENT + Decimal("0.005") * len(lines)
        assert abs(sums["MINIMUM"] - expected["minimum_top_up"]) <= slack
