"""Usage with the terms that price it."""

from datetime import date
from decimal import Decimal

from invoicing.drafting.billing_periods import DaySpan
from invoicing.drafting.priced_usage import PricedUsage
from pricing.rating.plan_terms import FixedPrice, PerPeriod
from tests.unit.invoicing.drafting.builders import BERLIN, ENERGY, MARCH, matrix
from tests.unit.pricing.rating.builders import METRIC, charge, terms


def test_is_priced_by_the_engine():
    priced = PricedUsage(terms(ENERGY), BERLIN, MARCH, MARCH, {METRIC: matrix(2)})
    assert [line.quantity for line in priced.lines()] == [Decimal(2 * 743)]  # an hour of the 29th is skipped
    assert priced.net() == Decimal("445.80")


def test_is_charged_for_its_part_of_the_period():
    span = DaySpan(date(2026, 3, 1), date(2026, 3, 11))
    priced = PricedUsage(terms(charge("fee", PerPeriod(), FixedPrice(Decimal(31)))), BERLIN, span, MARCH, {})
    assert priced.net() == Decimal("10.00")
