"""What a run asks of a plan version."""

from decimal import Decimal

from invoicing.drafting.refusals import Refusal, RefusalCode
from pricing.rating.plan_terms import Days, FixedPrice, PerPeriod, PerUnitPrice, Total
from tests.unit.invoicing.drafting.builders import service, version
from tests.unit.pricing.rating.builders import charge

ONE = PerUnitPrice(Decimal(1))


def test_a_version_names_each_metric_it_counts_once():
    terms = version(
        charge("a", Total("WATER"), ONE),
        charge("b", Days(), ONE),
        charge("c", Total("POWER"), ONE),
        charge("d", Total("WATER"), ONE),
    )
    assert terms.metrics == ("WATER", "POWER")


def test_a_version_names_each_charge_group_once():
    fixed = FixedPrice(Decimal(1))
    terms = version(
        charge("a", PerPeriod(), fixed),
        charge("b", PerPeriod(), fixed, group="network"),
        charge("c", PerPeriod(), fixed),
    )
    assert terms.charge_groups == ("main", "network")


def test_a_refusal_is_of_the_account():
    refused = service(3, account_id=42).refused(RefusalCode.CURRENCY, "in yen")
    assert refused == Refusal(42, RefusalCode.CURRENCY, "in yen")
