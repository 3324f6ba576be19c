"""What the API says of rate previews: for the description that clients are made from."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, inline_serializer
from rest_framework import serializers

from billing_site.foundation.api.openapi import Json

_DATE: Final[Json] = {"type": "string", "format": "date"}
PREVIEW_BODY: Final[Json] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["from", "to"],
    "properties": {
        "plan": {"type": "object", "description": "A plan document, format billing-plan/1."},
        "plan_code": {"type": "string", "maxLength": 60, "description": "Or a published plan."},
        "version": {"type": "integer", "minimum": 1, "description": "Else the one that applies on `from`."},
        "from": {**_DATE, "description": "First local day."},
        "to": {**_DATE, "description": "First local day that is not billed."},
        "zone": {"type": "string", "description": "IANA time zone of the place of supply, with `usage`."},
        "usage": {
            "type": "array",
            "maxItems": 100,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["metric", "start", "step_minutes", "values", "unit"],
                "properties": {
                    "metric": {"type": "string", "maxLength": 40},
                    "start": {"type": "string", "format": "date-time"},
                    "step_minutes": {"type": "integer", "minimum": 1, "maximum": 1440},
                    "values": {"type": "array", "items": {"type": ["string", "number", "null"]}},
                    "unit": {"type": "string", "maxLength": 16},
                    "quality": {
                        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
                    },
                },
            },
        },
        "service_point": {"type": "string", "maxLength": 40, "description": "Or the usage stored for it."},
        "utility": {"type": "string", "maxLength": 40},
    },
}
PREVIEW_EXAMPLE: Final = OpenApiExample(
    "a flat price",
    request_only=True,
    value={
        "plan": {
            "format": "billing-plan/1",
            "code": "FLAT",
            "name": "Flat",
            "currency": "EUR",
            "effective_from": "2026-01-01",
            "source": {"title": "Price list", "publisher": "Example Energy", "dated": "2025-12-01"},
            "metrics": {"ELECTRICITY_IMPORT": {"unit": "kWh"}},
            "rounding": {"unit": "line", "mode": "half_up"},
            "charges": [
                {
                    "code": "ENERGY",
                    "label": "Energy",
                    "determinant": {"kind": "total", "metric": "ELECTRICITY_IMPORT"},
                    "price": {"shape": "per_unit", "unit_price": "0.2837"},
                }
            ],
        },
        "zone": "Europe/Berlin",
        "from": "2026-01-01",
        "to": "2026-01-02",
        "usage": [
            {
                "metric": "ELECTRICITY_IMPORT",
                "start": "2026-01-01T00:00:00+01:00",
                "step_minutes": 60,
                "values": ["0.5"] * 24,
                "unit": "kWh",
            }
        ],
    },
)


def _texts(*names: str) -> dict[str, serializers.CharField]:
    return {name: serializers.CharField() for name in names}


_LINE: Final = inline_serializer(
    "RatePreviewLine",
    {
        **_texts("charge_code", "label", "kind"),
        "bucket": serializers.CharField(allow_null=True),
        "tier": serializers.IntegerField(allow_null=True),
        "tier_range": serializers.ListField(child=serializers.CharField(allow_null=True), allow_null=True),
        **_texts("quantity", "unit", "unit_price", "exact_amount", "amount"),
        "tax_code": serializers.CharField(allow_null=True),
        "explanation": serializers.CharField(help_text="One sentence that anybody can check."),
        "trace": serializers.DictField(help_text="From which the amount can be computed again."),
    },
    many=True,
)
_TAX: Final = inline_serializer(
    "RatePreviewTax", dict(_texts("code", "label", "percent", "base", "amount")), many=True
)
_USAGE: Final = inline_serializer(
    "RatePreviewUsage",
    {
        "metric": serializers.CharField(),
        "channels": serializers.ListField(child=serializers.CharField()),
        **_texts("total", "unit"),
        "step_minutes": serializers.IntegerField(),
        "intervals": serializers.IntegerField(),
        "missing": serializers.IntegerField(),
    },
    many=True,
)
PREVIEW_SHAPE: Final[Any] = inline_serializer(
    "RatePreview",
    {
        "object": serializers.CharField(default="rate_preview"),
        "plan": serializers.DictField(),
        "zone": serializers.CharField(),
        "period": serializers.DictField(),
        "usage": _USAGE,
        "warnings": serializers.ListField(child=serializers.CharField()),
        "lines": _LINE,
        "taxes": _TAX,
        **_texts("net", "tax", "total", "currency"),
        "replayed": serializers.BooleanField(help_text="Every amount follows from its trace alone."),
    },
)
