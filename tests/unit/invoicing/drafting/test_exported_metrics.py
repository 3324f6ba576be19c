"""Which metrics are fed in."""

from decimal import Decimal

import pytest

from invoicing.drafting.exported_metrics import exported_metrics
from pricing.rating.plan_terms import (
    BucketTotal,
    FixedPrice,
    GraduatedPrice,
    PackagePrice,
    PeakDemand,
    PerUnitPrice,
    Total,
)
from tests.unit.pricing.rating.builders import METRIC, charge, terms, tiers

ENERGY = charge("energy", Total(METRIC), PerUnitPrice(Decimal("0.30")))


@pytest.mark.parametrize(
    ("code", "price", "is_export"),
    [
        ("ELECTRICITY_EXPORT", PerUnitPrice(Decimal(0)), True),
        ("SOLAR", PerUnitPrice(Decimal("-0.05")), True),
        ("SOLAR", PerUnitPrice(Decimal(0)), False),
        ("SOLAR", GraduatedPrice(tiers(("10", "-0.05"), (None, "0"))), True),
        ("SOLAR", GraduatedPrice(tiers(("10", "-0.05"), (None, "0.01"))), False),
        ("SOLAR", PackagePrice(Decimal(10), Decimal(-1)), True),
        ("SOLAR", FixedPrice(Decimal(1)), False),
    ],
)
def test_are_named_so_or_paid_for(code, price, is_export):
    plan = terms(ENERGY, charge("solar", Total(code), price))
    assert exported_metrics([plan]) == (frozenset([code]) if is_export else frozenset())


def test_have_no_other_plan_that_charges_for_them():
    paid = terms(charge("solar", BucketTotal("SOLAR", "tou"), {"day": PerUnitPrice(Decimal("-0.05"))}))
    charged = terms(charge("solar", Total("SOLAR"), PerUnitPrice(Decimal("0.01"))))
    assert exported_metrics([paid]) == {"SOLAR"}
    assert exported_metrics([paid, charged]) == frozenset()


def test_are_not_those_of_which_only_the_peak_counts():
    assert (
        exported_metrics([terms(charge("peak", PeakDemand(METRIC, 60), PerUnitPrice(Decimal(-1))))]) == set()
    )
