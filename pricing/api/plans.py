"""Plans and the documents of their versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing_site.foundation.api.openapi import PAGE, page_shape
from billing_site.foundation.api.pages import PAGE_PARAMETERS, page_of
from billing_site.foundation.api.views import ApiView
from billing_site.foundation.models import ApiKey
from pricing.models import Plan, PlanVersion
from pricing.queries.plan_catalogue import load_plan_catalogue

_READ: Final = (ApiKey.Scope.PLANS_READ,)


class VersionShape(serializers.Serializer[Any]):
    """A published version and the local days on which it applies; `until` is not one of them."""

    number = serializers.IntegerField()
    effective_from = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    is_current = serializers.BooleanField()


class PlanShape(serializers.Serializer[Any]):
    """A plan with its published versions, the newest first."""

    object = serializers.CharField(default="plan")
    code = serializers.CharField()
    name = serializers.CharField()
    currency = serializers.CharField()
    versions = VersionShape(many=True)


class PlanVersionShape(serializers.Serializer[Any]):
    """A version of a plan; it never changes once it is published."""

    object = serializers.CharField(default="plan_version")
    plan = serializers.CharField()
    number = serializers.IntegerField()
    effective_from = serializers.DateField()
    content_hash = serializers.CharField()
    document = serializers.JSONField(help_text="The plan document, format billing-plan/1.")


class Plans(ApiView):
    """All plans."""

    required_scopes = {"GET": _READ}
    parameters = {"GET": PAGE_PARAMETERS}

    @extend_schema(
        operation_id="list_plans",
        tags=["Plans"],
        parameters=PAGE,
        responses={200: page_shape("PlanPage", PlanShape)},
    )
    def get(self, request: Request) -> Response:
        """The plans with their published versions, by code; `is_current` is of today in UTC."""
        published = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED)
        return page_of(request, Plan.objects.filter(pk__in=published.values("plan")), "code", _plan_facts)


class PlanVersionDetail(ApiView):
    """One version."""

    required_scopes = {"GET": _READ}

    @extend_schema(operation_id="get_plan_version", tags=["Plans"], responses={200: PlanVersionShape})
    def get(self, request: Request, code: str, number: int) -> Response:
        """The document of a published version."""
        if not code.isprintable() or number > 2**31 - 1:
            raise Http404
        published = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED)
        version = get_object_or_404(published, plan__code=code, number=number)
        return Response(
            {
                "object": "plan_version",
                "plan": code,
                "number": version.number,
                "effective_from": version.effective_from.isoformat(),
                "content_hash": f"sha256:{version.content_hash}",
                "document": version.document,
            }
        )


def _plan_facts(plans: Sequence[Plan]) -> list[dict[str, Any]]:
    entries = load_plan_catalogue(timezone.now().date(), [plan.code for plan in plans])
    return [
        {
            "object": "plan",
            "code": entry.code,
            "name": entry.name,
            "currency": entry.currency,
            "versions": [
                {
                    "number": version.number,
                    "effective_from": version.effective_from.isoformat(),
                    "until": None if version.until is None else version.until.isoformat(),
                    "is_current": version.is_current,
                }
                for version in entry.versions
                if version.state == PlanVersion.State.PUBLISHED
            ],
        }
        for entry in entries
    ]
