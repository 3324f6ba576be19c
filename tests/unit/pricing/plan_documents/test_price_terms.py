"""Prices from JSON to terms."""

from decimal import Decimal as D

import pytest

from pricing.plan_documents.price_terms import band_weekdays, price_terms
from pricing.rating.plan_terms import (
    BlockTier,
    BlockTiersPrice,
    DynamicPrice,
    GraduatedPrice,
    HoursBlock,
    HoursUsePrice,
    IndexPrice,
    MissingIndexPrice,
    PercentagePrice,
    RateBand,
    RatedDurationPrice,
    RateGroup,
    Stair,
    StairstepPrice,
    Tier,
)


@pytest.mark.parametrize(
    ("document", "terms"),
    [
        (
            {
                "shape": "graduated_percentage",
                "tiers": [
                    {"up_to": "1000", "percent": "2.9", "flat_fee": "0.30"},
                    {"up_to": None, "percent": "1"},
                ],
                "flat_at_zero": True,
            },
            GraduatedPrice(
                (Tier(D(1000), D("0.029"), D("0.30")), Tier(None, D("0.01"))),
                flat_at_zero=True,
            ),
        ),
        (
            {
                "shape": "hours_use",
                "blocks": [
                    {
                        "hours": "200",
                        "tiers": [
                            {"up_to": "3000", "unit_price": "0.11"},
                            {"up_to": None, "unit_price": "0.10"},
                        ],
                    },
                    {"hours": None, "tiers": [{"up_to": None, "unit_price": "0.01"}]},
                ],
            },
            HoursUsePrice(
                (
                    HoursBlock(D(200), (Tier(D(3000), D("0.11")), Tier(None, D("0.10")))),
                    HoursBlock(None, (Tier(None, D("0.01")),)),
                )
            ),
        ),
        (
            {
                "shape": "block_tiers",
                "tiers": [
                    {"block_size": "10", "max_blocks": "5", "block_price": "2"},
                    {"block_size": "100", "max_blocks": None, "block_price": "15"},
                ],
                "graduated": False,
            },
            BlockTiersPrice(
                (BlockTier(D(10), D(5), D(2)), BlockTier(D(100), None, D(15))), is_graduated=False
            ),
        ),
        (
            {"shape": "stairstep", "stairs": [{"up_to": "10", "amount": "5"}], "zero_is_free": True},
            StairstepPrice((Stair((D(10),), D(5)),), zero_is_free=True),
        ),
        ({"shape": "index", "index": "SPOT"}, IndexPrice("SPOT")),
        (
            {
                "shape": "index",
                "index": "SPOT",
                "factor": "2.2",
                "addend": "12",
                "floor": "-1",
                "cap": "35",
                "missing": "fallback",
                "fallback": "20",
            },
            IndexPrice("SPOT", D("2.2"), D(12), D(-1), D(35), MissingIndexPrice.FALLBACK, D(20)),
        ),
        (
            {
                "shape": "percentage",
                "percent": "1.5",
                "fixed_fee": "0.25",
                "free_events": 10,
                "free_amount": "100",
                "free_until": "both",
                "event_minimum": "0.5",
                "event_maximum": "5",
            },
            PercentagePrice(
                D("1.5"), D("0.25"), 10, D(100), first_of=False, event_minimum=D("0.5"), event_maximum=D(5)
            ),
        ),
        ({"shape": "dynamic", "multiplier": "1.2"}, DynamicPrice(D("1.2"))),
        ({"shape": "dynamic"}, DynamicPrice()),
        (
            {
                "shape": "rated_duration",
                "bands": [
                    {
                        "from": "08:30",
                        "days": ["weekday"],
                        "connect_fee": "0.04",
                        "rates": [
                            {"from_s": "0", "price": "0.09", "per_s": "60", "increment_s": "60"},
                            {"from_s": "60", "price": "0.08", "per_s": "60", "increment_s": "1"},
                        ],
                    }
                ],
                "decimals": 2,
                "mode": "up",
                "max_cost": "3",
                "split_at_bands": False,
                "minimum_s": "30",
                "free_s": "5",
            },
            RatedDurationPrice(
                (
                    RateBand(
                        30_600,
                        frozenset(range(5)),
                        D("0.04"),
                        (RateGroup(D(0), D("0.09"), D(60), D(60)), RateGroup(D(60), D("0.08"), D(60), D(1))),
                    ),
                ),
                scale=2,
                mode="up",
                max_cost=D(3),
                split_at_bands=False,
                minimum_s=D(30),
                free_s=D(5),
            ),
        ),
    ],
)
def test_keeps_everything_the_document_says(document, terms):
    assert price_terms(document) == terms


def test_limits_of_stairs_follow_the_metrics_that_are_counted():
    price = {"shape": "stairstep", "stairs": [{"limits": {"A": "1", "B": None}, "amount": "9"}]}
    assert price_terms(price, ("B", "A")) == StairstepPrice((Stair((None, D(1)), D(9)),))


def test_a_band_begins_on_the_days_it_names_or_on_all():
    assert band_weekdays({"from": "08:00", "days": ["weekend", "monday"]}) == {0, 5, 6}
    assert band_weekdays({"from": "08:00"}) == set(range(7))
