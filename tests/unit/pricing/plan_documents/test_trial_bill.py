"""What a plan would cost somebody."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest

from metering.usage.series_assembly import ReadingRun
from pricing.plan_documents.sample_usage import PROFILES
from pricing.plan_documents.trial_bill import (
    ChargeDifference,
    TrialUsage,
    UnableToTryBill,
    bill_difference,
    metered_bill,
    sample_bill,
)
from tests.unit.pricing.plan_documents.documents import total_plan, tou_plan

SPAN = (date(2027, 1, 1), date(2027, 2, 1))
PRICE = {"shape": "per_unit", "unit_price": "0.10"}


def run(hours: int = 31 * 24) -> dict[str, list[ReadingRun]]:
    quantities = np.full(hours, 1000, dtype=np.int64)
    start = datetime(2027, 1, 1, tzinfo=UTC)
    return {"ELECTRICITY_IMPORT": [ReadingRun("E1", start, 60, quantities, None, "kWh", 3)]}


def test_bills_a_profile():
    bill = sample_bill(total_plan(PRICE), PROFILES[0], *SPAN)
    assert bill.total == Decimal("36.75")  # 367.536 kWh at 0.10
    assert (bill.currency, bill.days) == ("USD", 31)
    assert bill.usage == (TrialUsage("electricity import", Decimal("367.536"), "kWh"),)
    assert bill.lines[0].explanation.startswith("367.536 kWh")


def test_bills_readings():
    assert metered_bill(total_plan(PRICE), run(), "UTC", *SPAN).total == Decimal("74.40")


def test_leaves_out_readings_that_the_plan_does_not_charge_for():
    runs = run() | {"ELECTRICITY_EXPORT": []}
    assert metered_bill(total_plan(PRICE), runs, "UTC", *SPAN).total == Decimal("74.40")


def test_says_why_there_is_no_bill():
    with pytest.raises(UnableToTryBill, match="ELECTRICITY_IMPORT: there are no readings to put together"):
        metered_bill(total_plan(PRICE), {}, "UTC", *SPAN)
    with pytest.raises(UnableToTryBill, match="currency"):
        sample_bill({**tou_plan(), "currency": "USX"}, PROFILES[0], *SPAN)


def test_compares_charge_by_charge():
    old, new = tou_plan(), tou_plan()
    new["charges"][0]["price"]["amount"] = "12"
    del new["taxes"], new["charges"][0]["tax"]
    flat = PROFILES[3]
    compared = bill_difference(sample_bill(old, flat, *SPAN), sample_bill(new, flat, *SPAN))
    by_label = {one.label: one for one in compared.charges}
    assert by_label["Customer charge"] == ChargeDifference(
        "Customer charge", Decimal("10.00"), Decimal("12.00")
    )
    assert by_label["Customer charge"].difference == 2
    assert by_label["Sales tax"] == ChargeDifference("Sales tax", Decimal("0.73"), None)
    assert by_label["Energy"].difference == 0
    assert compared.difference == Decimal("1.27")
    assert compared.share == compared.difference / compared.before


def test_gives_no_share_of_nothing():
    free = sample_bill(total_plan(PRICE | {"unit_price": "0"}), PROFILES[0], *SPAN)
    assert bill_difference(free, sample_bill(total_plan(PRICE), PROFILES[0], *SPAN)).share is None
