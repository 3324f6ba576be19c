"""What a bill was rated with is stored as text and read again."""

from decimal import Decimal

from invoicing.drafting.rating_basis import NO_BASIS, RatingBasis
from pricing.plan_documents.overriding import AgreedValue
from pricing.rating.carried import Carried


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
