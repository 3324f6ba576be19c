"""Service points and what was used at them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing_site.foundation.api.openapi import PAGE, page_shape
from billing_site.foundation.api.pages import PAGE_PARAMETERS, page_of
from billing_site.foundation.api.parameters import (
    date_parameter,
    refuse_invalid,
    refuse_missing,
    text_parameter,
    whole_parameter,
)
from billing_site.foundation.api.problems import Problem
from billing_site.foundation.api.views import ApiView, key_of
from billing_site.foundation.models import ApiKey
from metering.api.batch_facts import instant_text
from metering.file_formats.sent_qualities import quality_word
from metering.models import ServicePoint
from metering.queries.channels import load_channels_of_service_points
from metering.queries.key_access import service_points_of_key
from metering.queries.usage_in_steps import ChannelUsage, UnableToLoadUsage, load_usage_in_steps
from metering.usage.reading_quality import ReadingQuality

_READ: Final = (ApiKey.Scope.READINGS_READ,)
_UTILITY: Final = OpenApiParameter(
    "utility", str, description="Its code; needed where two utilities have a service point of the same code."
)


class ChannelShape(serializers.Serializer[Any]):
    """A stream of readings."""

    channel = serializers.CharField()
    metric = serializers.CharField()
    unit = serializers.CharField()
    decimals = serializers.IntegerField(help_text="How many decimals of the unit are stored.")
    step_minutes = serializers.IntegerField()


class ServicePointShape(serializers.Serializer[Any]):
    """Where service is delivered and metered."""

    object = serializers.CharField(default="service_point")
    service_point = serializers.CharField()
    utility = serializers.CharField()
    zone = serializers.CharField(help_text="IANA name; its local days cut usage and bills.")
    channels = ChannelShape(many=True)


class UsageSeriesShape(serializers.Serializer[Any]):
    """A channel's usage, interval by interval, and its sum."""

    channel = serializers.CharField()
    metric = serializers.CharField()
    unit = serializers.CharField()
    start = serializers.DateTimeField()
    step_minutes = serializers.IntegerField(allow_null=True, help_text="null for local days")
    values = serializers.ListField(
        child=serializers.CharField(allow_null=True), help_text="Decimals; null where a reading is missing."
    )
    quality = serializers.ListField(
        child=serializers.CharField(allow_null=True), help_text="Of each value: the lowest behind it."
    )
    total = serializers.CharField(help_text="Of all readings there are.")
    missing = serializers.IntegerField(help_text="How many values are null.")


class UsageShape(serializers.Serializer[Any]):
    """What was used at a service point on local days, `to` not included."""

    object = serializers.CharField(default="usage")
    service_point = serializers.CharField()
    utility = serializers.CharField()
    zone = serializers.CharField()
    to = serializers.DateField()
    series = UsageSeriesShape(many=True)

    def get_fields(self) -> Any:
        """`from` is no name that Python lets a class have."""
        return {**super().get_fields(), "from": serializers.DateField()}


class ServicePoints(ApiView):
    """All service points of the key."""

    required_scopes = {"GET": _READ}
    parameters = {"GET": ("utility", "code", *PAGE_PARAMETERS)}

    @extend_schema(
        operation_id="list_service_points",
        tags=["Readings"],
        parameters=[
            OpenApiParameter("utility", str, description="Only those of this utility."),
            OpenApiParameter("code", str, description="Only those whose code begins so."),
            *PAGE,
        ],
        responses={200: page_shape("ServicePointPage", ServicePointShape)},
    )
    def get(self, request: Request) -> Response:
        """The service points with their channels, in the order in which they were set up."""
        rows = service_points_of_key(key_of(request)).select_related("utility", "site")
        if utility := text_parameter(request, "utility"):
            rows = rows.filter(utility__code=utility)
        if code := text_parameter(request, "code"):
            rows = rows.filter(code__startswith=code)
        return page_of(request, rows, "pk", _point_facts)


class ServicePointUsage(ApiView):
    """Usage of one service point."""

    required_scopes = {"GET": _READ}
    parameters = {"GET": ("utility", "from", "to", "step")}

    @extend_schema(
        operation_id="get_usage",
        tags=["Readings"],
        parameters=[
            _UTILITY,
            OpenApiParameter("from", date, required=True, description="First local day."),
            OpenApiParameter("to", date, required=True, description="First local day that is not wanted."),
            OpenApiParameter(
                "step", str, description="Minutes, or `day`; left out, the channels' own.", examples=[
                    OpenApiExample("hours", value="60"), OpenApiExample("days", value="day")]
            ),
        ],
        responses={200: UsageShape},
    )  # fmt: skip
    def get(self, request: Request, code: str) -> Response:
        """The readings that count now, by channel; of up to 100,000 intervals at once."""
        point = _point(request, code)
        from_date, to_date = _days(request)
        step: int | str | None = request.query_params.get("step")
        if step is not None and step != "day":
            step = whole_parameter(request, "step", lowest=1, highest=1440)
        try:
            usage = load_usage_in_steps(
                service_point_id=point.pk, from_date=from_date, to_date=to_date, step=step
            )
        except UnableToLoadUsage as error:
            raise Problem(422, "usage.unavailable", f"{error}.") from error
        return Response(
            {
                "object": "usage",
                "service_point": point.code,
                "utility": point.utility.code,
                "zone": point.site.zone_name,
                "from": from_date.isoformat(),
                "to": to_date.isoformat(),
                "series": [_series_facts(one) for one in usage],
            }
        )


def _point(request: Request, code: str) -> ServicePoint:
    rows = service_points_of_key(key_of(request)).filter(code=code).select_related("utility", "site")
    if utility := text_parameter(request, "utility"):
        rows = rows.filter(utility__code=utility)
    found = list(rows[:2]) if code.isprintable() else []
    if not found:
        raise Problem(404, "not_found", "There is no such service point for this key.")
    if len(found) > 1:
        refuse_missing("utility", "Several utilities have a service point of this code: say which is meant.")
    return found[0]


def _days(request: Request) -> tuple[date, date]:
    from_date, to_date = date_parameter(request, "from"), date_parameter(request, "to")
    if from_date is None or to_date is None:
        refuse_missing("from" if from_date is None else "to", "It is a local day, such as 2026-01-31.")
    if to_date <= from_date:
        refuse_invalid("to", "It lies after `from`: the first day that is not wanted.")
    return from_date, to_date


def _point_facts(points: Sequence[ServicePoint]) -> list[dict[str, Any]]:
    channels: dict[int, list[dict[str, Any]]] = {}
    for one in load_channels_of_service_points([point.pk for point in points]):
        channels.setdefault(one.service_point_id, []).append(
            {
                "channel": one.code,
                "metric": one.metric_code,
                "unit": one.unit,
                "decimals": one.decimals,
                "step_minutes": one.step_minutes,
            }
        )
    return [
        {
            "object": "service_point",
            "service_point": point.code,
            "utility": point.utility.code,
            "zone": point.site.zone_name,
            "channels": channels.get(point.pk, []),
        }
        for point in points
    ]


def _series_facts(one: ChannelUsage) -> dict[str, Any]:
    decimals = one.channel.decimals
    is_missing = one.qualities == ReadingQuality.MISSING
    words = {code: quality_word(code) for code in set(one.qualities.tolist())}
    return {
        "channel": one.channel.code,
        "metric": one.channel.metric_code,
        "unit": one.channel.unit,
        "start": instant_text(one.start),
        "step_minutes": one.step_minutes,
        "values": [
            None if gone else f"{Decimal(quantity).scaleb(-decimals):f}"
            for quantity, gone in zip(one.quantities.tolist(), is_missing.tolist(), strict=True)
        ],
        "quality": [words[code] for code in one.qualities.tolist()],
        "total": f"{Decimal(int(one.quantities.sum())).scaleb(-decimals):f}",
        "missing": int(is_missing.sum()),
    }
