"""Rates of the US utility rate database: each becomes a plan that bills it, or says what keeps it from that."""

from collections import defaultdict
from decimal import Decimal

import pytest

from metering.usage.usage_matrix import UsageMatrix
from pricing.plan_documents.to_terms import plan_terms
from pricing.plan_documents.validation import validate_plan_document
from pricing.rating import LineKind, RatingBatch, rate_accounts
from pricing.rating.carried import NOTHING_CARRIED, Carried
from pricing.urdb.document_prices import EXPORT, METRIC
from pricing.urdb.findings import Weight
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


# How the rule of a case is decided about in a record, and what a record without a rule would have to say.
RULES = {
    "import_only": ("leave_out", None),
    "net_metering_kwh_rollover": ("net_metering", "Net Metering"),
    "net_billing": ("net_billing", "Net Billing Instantaneous"),
}


def can_be_compared(bill: BillCase, file: UrdbFile) -> bool:
    """Net billing by the hour needs hours; the rest of the rules no record has."""
    case = bill.case
    is_finer = case["profile"]["interval_minutes"] < 60 and "Hourly" in file.rate.get("dgrules", "")
    return case["tariff"]["metering"]["rule"] in RULES and not (
        is_finer and case["tariff"]["metering"]["rule"] == "net_billing"
    )


def pairs():
    """Each bill case with the record that it was made from, saying the case's rule."""
    for name, bill in bill_cases():
        for file in FILES:
            if is_of(file, bill) and can_be_compared(bill, file):
                rule = RULES[bill.case["tariff"]["metering"]["rule"]][1]
                is_silent = rule is not None and "dgrules" not in file.rate
                yield pytest.param(bill, file.saying(dgrules=rule) if is_silent else file, id=name)


PAIRS = list(pairs())


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


def bill_sums(terms, usage, carried=NOTHING_CARRIED):
    """Exact sums of a month's lines by kind of charge, all of its lines, and what it leaves to the next."""
    period = usage[METRIC].grid.period
    matrices = {metric: UsageMatrix.of_one(series) for metric, series in usage.items()}
    batch = RatingBatch(terms, ZONE_NAME, period, period, 1, matrices, carried=(carried,))
    (account,) = rate_accounts(batch)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in account.lines:
        code = "MINIMUM" if line.kind is LineKind.MINIMUM else line.charge_code
        sums[_KINDS.get(code.removesuffix("_2"), code)] += line.exact_amount
    return sums, account.lines, Carried(account.carried)


@pytest.mark.parametrize("is_flat", [True, False], ids=["flat", "shaped"])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.path.stem)
def test_bills_a_load_as_the_arrays_of_the_record_say(file, is_flat):
    answers = answers_that_unblock(file, {"demand_window": "60"})
    document = file.convert(answers).document
    if document is None:
        assert "undefined" in file.path.stem
        return
    load, terms = load_of_2018(is_flat=is_flat), plan_terms(document)
    is_proportional = answers.get("tiers_across_periods") == "proportional"
    for month in range(1, 13):
        sums, _, _ = bill_sums(terms, {METRIC: usage_of(load, month)})
        for kind, amount in expected_bill(file.rate, load, month, is_proportional).items():
            assert abs(sums[kind] - amount) < TOLERANCE, (month, kind)


@pytest.mark.parametrize(("bill", "file"), PAIRS)
def test_bills_as_the_case_made_from_the_record(bill, file):
    case = bill.case
    profile = case["profile"]
    step = profile["interval_minutes"]
    window = (case["tariff"]["demand"] or {}).get("window_minutes") or step
    answers = answers_that_unblock(
        file,
        {
            "demand_window": str(window),
            "generation": RULES[case["tariff"]["metering"]["rule"]][0],
            "surplus": "12",
            "ratchet": "billed",
        },
    )
    assert answers.get("tiers_across_periods", "proportional") == case["tariff"]["energy"]["tier_allocation"]
    terms = plan_terms(file.convert(answers).document)
    path = case_files.find_beside(bill.path, profile["file"])
    columns = {METRIC: profile["import_column"], EXPORT: profile["export_column"]}
    metered = {metric: read_profile(path, columns[metric], step) for metric in terms.metrics}
    carried = NOTHING_CARRIED
    is_daily = file.rate.get("fixedchargeunits") == "$/day"
    for expected in case["expected"]["months"]:
        usage = {metric: month_usage(kwh, step, expected["month"]) for metric, kwh in metered.items()}
        sums, lines, carried = bill_sums(terms, usage, carried)
        assert abs(sums["energy"] + sums["FEED_IN"] - expected["energy_charge"]) <= _CENT
        assert abs(sums["flat"] - expected["flat_demand_charge"]) <= _CENT
        assert abs(sums["tou"] - expected["tou_demand_charge"]) <= _CENT
        # The case bills 365/12 days each month.
        assert is_daily or abs(sums["fixed"] - expected["fixed_charge"]) <= _CENT
        # A minimum of the year is left out.
        slack = _CENT + Decimal("0.005") * len(lines)
        assert (
            case["tariff"]["minimum_bill_per_year"]
            or abs(sums["MINIMUM"] - expected["minimum_top_up"]) <= slack
        )
