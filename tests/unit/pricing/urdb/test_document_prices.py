"""Periods as prices and buckets of a plan document."""

from pricing.urdb.document_prices import Buckets, price_of
from tests.unit.pricing.urdb.records import HALVES, TIERS, priced

ALWAYS = [(0,) * 24] * 12


def test_one_price_has_no_bucket():
    one = priced(ALWAYS, [{"rate": "0.1"}])
    buckets = Buckets.of("energy", one)
    assert (buckets.code, buckets.calendar, buckets.of_determinant) == (None, None, {})
    assert buckets.prices({0: {"shape": "x"}}) == {"price": {"shape": "x"}}


def test_several_prices_are_in_the_order_of_the_bill():
    buckets = Buckets.of("energy", priced(HALVES, [{"rate": "0.1"}], [{"rate": "0.3"}]))
    assert dict(buckets.names) == {1: "peak", 0: "off_peak"}
    assert buckets.calendar["buckets"] == ["peak", "off_peak"]
    assert buckets.of_determinant == {"calendar": "energy"}
    assert list(buckets.prices({0: None, 1: {"shape": "x"}})["prices"].items()) == [
        ("peak", {"shape": "x"}),
        ("off_peak", None),
    ]


def test_prefers_the_labels_of_the_record():
    prices = priced(HALVES, [{"rate": "0.1"}], [{"rate": "0.3"}])
    assert list(Buckets.of("energy", prices, ["Night", "Day"]).names.values()) == ["day", "night"]


def test_writes_one_tier_as_such_only_when_asked():
    (period,) = priced(ALWAYS, [{"rate": "0.1"}]).periods.values()
    assert price_of(period) == {"shape": "per_unit", "unit_price": "0.1"}
    assert price_of(period, as_tiers=True) == {
        "shape": "graduated",
        "tiers": [{"up_to": None, "unit_price": "0.1"}],
    }


def test_writes_tiers():
    (period,) = priced(ALWAYS, TIERS).periods.values()
    assert price_of(period)["tiers"] == [
        {"up_to": "100", "unit_price": "0.1"},
        {"up_to": None, "unit_price": "0.2"},
    ]
