"""What a bill counts, changed and priced again."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.counted_bill import CountedBill
from invoicing.drafting.priced_usage import PricedUsage
from pricing.rating.plan_terms import Days, FixedPrice, PeakDemand, PerPeriod, PerUnitPrice, Total
from tests.unit.invoicing.drafting.builders import BERLIN, matrix
from tests.unit.pricing.rating.builders import METRIC, charge, terms

JUNE = DaySpan(date(2026, 6, 1), date(2026, 7, 1))
JULY = DaySpan(date(2026, 7, 1), date(2026, 8, 1))
PLAN = terms(
    charge("fee", PerPeriod(), FixedPrice(Decimal(31))),
    charge("standing", Days(), PerUnitPrice(Decimal(1))),
    charge("energy", Total(METRIC), PerUnitPrice(Decimal("0.10"))),
    charge("demand", PeakDemand(METRIC, 60), PerUnitPrice(Decimal(5))),
)


def counted(span=JUNE, hourly=1, run=None, plan=PLAN):
    return CountedBill.of(PricedUsage(plan, BERLIN, span, run or span, {METRIC: matrix(hourly, span=span)}))


def test_comes_to_what_the_engine_makes_of_it():
    assert counted().net() == Decimal("138.00")  # 31 + 30 + 72 + 5


def test_more_days_grow_totals_and_days_but_no_fee_and_no_demand():
    assert counted().over_days_of(counted(JULY)).net() == Decimal("141.40")  # a day more: 1 + 2.40


def test_a_part_of_a_period_takes_its_share_of_a_fee_and_of_a_peak():
    part = DaySpan(date(2026, 7, 1), date(2026, 7, 11))
    assert counted().over_days_of(counted(part, run=JULY)).net() == Decimal(
        "45.61"
    )  # 10 + 10 + 24 + 10/31 of 5


def test_grows_the_metrics_it_is_told_to():
    assert counted().times({METRIC: Fraction(3, 2)}).net() == Decimal("174.00")
    assert counted().times({"WATER": Fraction(3, 2)}) == counted()


def test_takes_totals_and_peaks_from_another_bill_apart():
    other = counted(hourly=3)
    assert counted().with_totals_of(other, {METRIC}).net() == Decimal("282.00")
    assert counted().with_peaks_of(other, {METRIC}).net() == Decimal("148.00")
    assert counted().with_peaks_of(other, {"WATER"}) == counted()
    assert counted().with_totals_of(other, {METRIC}).with_peaks_of(other, {METRIC}) == other


def test_tells_its_peaks():
    assert counted(hourly=3).peaks() == {("demand", None): Decimal(3)}
