"""A plan with a published version."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from pricing.models import Plan, PlanVersion
from pricing.plan_documents.canonical import content_hash

PUBLISHED_AT = datetime(2025, 12, 1, 9, tzinfo=UTC)


def plan_document(plan):
    """A charge per day and two tiers of energy, with VAT."""
    return {
        "format": "billing-plan/1",
        "code": plan.code,
        "name": plan.name,
        "currency": plan.currency,
        "effective_from": "2026-01-01",
        "source": {"title": "Price list 1", "publisher": "Example Energy", "dated": "2025-12-01"},
        "metrics": {"ELECTRICITY_IMPORT": {"unit": "kWh"}},
        "rounding": {"unit": "line", "mode": "half_up"},
        "charges": [
            {
                "code": "STANDING",
                "label": "Standing charge",
                "determinant": {"kind": "days"},
                "price": {"shape": "per_unit", "unit_price": "0.45"},
                "tax": "VAT",
            },
            {
                "code": "ENERGY",
                "label": "Electricity",
                "determinant": {"kind": "total", "metric": "ELECTRICITY_IMPORT"},
                "price": {
                    "shape": "graduated",
                    "tiers": [
                        {"up_to": "300", "unit_price": "0.25"},
                        {"up_to": None, "unit_price": "0.31"},
                    ],
                },
                "tax": "VAT",
            },
        ],
        "taxes": [{"code": "VAT", "label": "VAT 20 %", "percent": "20"}],
    }


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan
        django_get_or_create = ["code"]

    code = "HOME"
    name = "Home"
    currency = "GBP"


class PlanVersionFactory(DjangoModelFactory):
    """The published version from 2026; one for each plan."""

    class Meta:
        model = PlanVersion
        django_get_or_create = ["plan", "number"]

    plan = factory.SubFactory(PlanFactory)
    number = 1
    effective_from = date(2026, 1, 1)
    document = factory.LazyAttribute(lambda version: plan_document(version.plan))
    content_hash = factory.LazyAttribute(lambda version: content_hash(version.document))
    state = PlanVersion.State.PUBLISHED
    published_at = PUBLISHED_AT
    created_at = PUBLISHED_AT
