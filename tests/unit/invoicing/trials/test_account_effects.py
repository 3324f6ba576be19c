"""Both sides of an account's month, and what they add up to."""

from decimal import Decimal

from invoicing.drafting.billable_service import RatedService
from invoicing.trials.account_effects import MonthAmounts, month_amounts, sum_of
from tests.unit.invoicing.drafting.builders import line, service, version
from tests.unit.invoicing.trials.builders import effect


def test_taxes_each_side_once_on_the_sum_of_its_lines():
    services = [
        RatedService(service(), [line("10.03"), line("10.03")]),
        RatedService(service(), [line("5.00", None)]),
    ]
    dearer = [RatedService(service(version=version(version_id=8)), [line("100.00")])]
    # 19 % of 20.06 is 3.8114; of each line 1.9057, which would be 3.82 together.
    assert month_amounts(services, dearer, "EUR") == MonthAmounts(
        Decimal("25.06"), Decimal("3.81"), Decimal("100.00"), Decimal("19.00")
    )


def test_adds_months_up():
    month = MonthAmounts(Decimal("1.10"), Decimal("0.20"), Decimal("2.30"), Decimal("0.40"))
    assert sum_of([month, month]) == MonthAmounts(
        Decimal("2.20"), Decimal("0.40"), Decimal("4.60"), Decimal("0.80")
    )
    assert sum_of([]) == MonthAmounts(Decimal(0), Decimal(0), Decimal(0), Decimal(0))


def test_tells_the_change_of_an_average_month():
    one = effect(1, "120.00", "90.00", months=4, usage=Decimal(1000))
    assert (one.change, one.change_per_month, one.ratio, one.usage_per_month) == (
        Decimal("-30.00"),
        Decimal("-7.50"),
        Decimal("-0.25"),
        Decimal(250),
    )


def test_knows_no_ratio_to_nothing_and_to_a_credit():
    assert effect(1, "0", "10").ratio is None
    assert effect(1, "-5", "10").ratio is None
    assert effect(1, "5", "10").usage_per_month is None
