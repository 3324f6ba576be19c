"""Values of the contract."""

from datetime import date
from decimal import Decimal

import pytest

from pricing.rating.determinants.contracted import measure_contracted
from pricing.rating.plan_terms import Contracted
from pricing.rating.request import RatingBatch
from pricing.rating.unable_to_rate import UnableToRate
from tests.unit.pricing.rating.builders import local_days, terms

PERIOD = local_days("UTC", date(2026, 1, 1), date(2026, 2, 1))


def measured(*values):
    batch = RatingBatch(terms(), "UTC", PERIOD, PERIOD, 2, contracted={"seats": values})
    (counted,) = measure_contracted(Contracted("seats", "seat"), batch)
    return counted


def test_counts_what_each_contract_says():
    counted = measured(Decimal(3), Decimal(0))
    assert (counted.quantities, counted.unit) == ([3, 0], "seat")


@pytest.mark.parametrize("values", [(), (Decimal(3), None)])
def test_refuses_a_contract_that_does_not_say_it(values):
    with pytest.raises(UnableToRate, match='"seats"'):
        measured(*values)
