"""Where a line's rule stands in the plan document."""

import pytest

from pricing.plan_documents.rule_path import rule_at, rule_path

DOCUMENT = {
    "charges": [
        {"code": "STANDING", "price": {"shape": "per_unit", "unit_price": "0.45"}},
        {
            "code": "ENERGY",
            "prices": {
                "peak": {"shape": "graduated", "tiers": [{"up_to": "100"}, {"up_to": None}]},
                "a/b~c": {"shape": "per_unit"},
                "free": None,
            },
        },
        {
            "code": "LARGE",
            "price": {
                "shape": "hours_use",
                "blocks": [{"hours": "200", "tiers": [{}, {}]}, {"hours": None, "tiers": [{}]}],
            },
        },
        {"code": "BUNDLE", "price": {"shape": "stairstep", "stairs": [{}, {}]}, "bank": {}},
    ],
    "riders": [{"code": "FUEL"}],
    "money_banks": [{"code": "SOLAR"}],
    "discounts": [{"code": "GREEN", "percent": "5"}],
    "minimums": [{"code": "LEAST", "amount": "10"}],
}


@pytest.mark.parametrize(
    ("kind", "code", "bucket", "tier", "path"),
    [
        ("CHARGE", "STANDING", None, None, "/charges/0/price"),
        ("CHARGE", "ENERGY", "peak", 2, "/charges/1/prices/peak/tiers/1"),
        ("CHARGE", "ENERGY", "peak", None, "/charges/1/prices/peak"),
        ("CHARGE", "ENERGY", "peak", 3, "/charges/1/prices/peak"),
        ("CHARGE", "ENERGY", "free", None, "/charges/1"),
        ("CHARGE", "ENERGY", "a/b~c", None, "/charges/1/prices/a~1b~0c"),
        ("CHARGE", "GONE", None, None, ""),
        ("DISCOUNT", "GREEN", None, None, "/discounts/0"),
        ("MINIMUM", "LEAST", None, None, "/minimums/0"),
        ("CHARGE", "LARGE", None, 3, "/charges/2/price/blocks/1/tiers/0"),
        ("CHARGE", "LARGE", None, 2, "/charges/2/price/blocks/0/tiers/1"),
        ("CHARGE", "BUNDLE", None, 2, "/charges/3/price/stairs/1"),
        ("RIDER", "FUEL", None, None, "/riders/0"),
        ("CREDIT", "SOLAR", None, None, "/money_banks/0"),
        ("CREDIT", "BUNDLE", None, None, "/charges/3"),
    ],
)
def test_points_as_deep_as_the_document_goes(kind, code, bucket, tier, path):
    assert rule_path(DOCUMENT, kind, code, bucket, tier) == path


def test_can_be_followed():
    assert rule_at(DOCUMENT, "/charges/1/prices/peak/tiers/0") == {"up_to": "100"}
    assert rule_at(DOCUMENT, "/charges/1/prices/a~1b~0c") == {"shape": "per_unit"}
    assert rule_at(DOCUMENT, "") is DOCUMENT


@pytest.mark.parametrize("path", ["/nowhere", "/charges/7"])
def test_leads_nowhere_with_an_error(path):
    with pytest.raises(LookupError):
        rule_at(DOCUMENT, path)
