"""What a bill was rated with is stored as text and read again."""

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest

from invoicing.drafting.rating_basis import NO_BASIS, PublishedFacts, RatingBasis
from metering.usage.interval_grid import IntervalGrid
from pricing.plan_documents.overriding import AgreedValue
from pricing.rating import UnableToRate
from pricing.rating.carried import Carried
from pricing.rating.index_series import IndexSeries, PublishedIndex
from pricing.rating.plan_terms import IndexPrice, MetricTerms, Total
from tests.unit.pricing.rating.builders import METRIC, charge, terms


def test_is_the_same_after_storing():
    basis = RatingBasis(
        Carried({"ENERGY": {"bank": "1.50"}}),
        {"kw": Decimal("12.50")},
        (AgreedValue("/charges/ENERGY/price/unit_price", "0.20", "0.25"),),
    )
    stored = basis.as_json()
    assert stored == {
        "carried": {"ENERGY": {"bank": "1.50"}},
        "contracted": {"kw": "12.50"},
        "agreed": [
            {"pointer": "/charges/ENERGY/price/unit_price", "value": "0.20", "standard": "0.25"},
        ],
    }
    assert RatingBasis.from_json(stored) == basis


def test_of_nothing_stores_nothing():
    assert NO_BASIS.as_json() == {}
    assert RatingBasis.from_json({}) == NO_BASIS


def test_an_index_is_told_for_the_unit_of_the_metric():
    grid = IntervalGrid(datetime(2026, 1, 1, tzinfo=UTC), 60, 1)
    series = IndexSeries(grid, np.array([8532]), np.array([True]), 2)
    facts = PublishedFacts({"SPOT": PublishedIndex(series, "MWh", "EUR")})
    energy = charge("energy", Total(METRIC), IndexPrice("SPOT"))
    own = facts.indices_for(terms(energy))["SPOT"]
    assert (own.prices.tolist(), own.decimals) == ([8532], 5)
    assert facts.indices_for(terms(charge("other", Total(METRIC), IndexPrice("OTHER")))) == {}
    mixed = terms(
        energy,
        charge("big", Total("BIG"), IndexPrice("SPOT")),
        metrics={METRIC: MetricTerms("kWh"), "BIG": MetricTerms("MWh")},
    )
    with pytest.raises(UnableToRate, match="the plan prices MWh and kWh by SPOT: use one unit"):
        facts.indices_for(mixed)
