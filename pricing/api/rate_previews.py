"""What a period of usage would cost on a plan: computed, never stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from drf_spectacular.utils import extend_schema
from msgspec import UNSET
from rest_framework.request import Request
from rest_framework.response import Response

from billing_site.foundation.api.bodies import read_json_body
from billing_site.foundation.api.problems import Fault, Problem
from billing_site.foundation.api.views import ApiView, key_of
from billing_site.foundation.models import ApiKey
from metering.models import ServicePoint
from metering.queries.key_access import service_points_of_key
from metering.usage.local_calendar import UnknownTimeZone
from metering.usage.series_assembly import ReadingRun
from pricing.api.preview_bodies import PREVIEW, PreviewBody, refuse, runs_by_metric
from pricing.api.preview_shapes import PREVIEW_BODY, PREVIEW_EXAMPLE, PREVIEW_SHAPE
from pricing.models import Plan, PlanVersion
from pricing.plan_documents.problems import InvalidPlanDocument, PlanProblem, refused
from pricing.plan_documents.quotation import UnableToQuote, counted_metrics, quote_runs
from pricing.plan_documents.reading import read_plan_document
from pricing.plan_documents.validation import validate_plan_document
from pricing.queries.metered_runs import load_metered_runs
from pricing.queries.plan_terms import load_versions_effective

_LARGEST_BYTES: Final = 4 << 20
_STEP: Final = re.compile(r'\.([^.\[\]]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]')


class RatePreviews(ApiView):
    """Preview a bill."""

    required_scopes = {"POST": (ApiKey.Scope.PLANS_READ,)}

    @extend_schema(
        operation_id="preview_rate",
        tags=["Plans"],
        request={"application/json": PREVIEW_BODY},
        examples=[PREVIEW_EXAMPLE],
        responses={200: PREVIEW_SHAPE},
    )
    def post(self, request: Request) -> Response:
        """Rate usage as a bill would: lines, taxes and sums, each line with its explanation and its trace.

        Of a plan document of your own or a published plan; of usage that you send or of what is stored for a
        service point, for which the key needs `readings:read` too. Nothing is stored. A missing interval counts as nothing, and is
        warned of.
        """
        body = read_json_body(request, PREVIEW, _LARGEST_BYTES)
        body.refuse_contradictions()
        document = _document(body)
        try:
            zone_name, runs = _usage(request, body, document)
            quote = quote_runs(document, runs, zone_name, body.from_date, body.to_date)
        except UnknownTimeZone as error:
            refuse("/zone", "preview.zone", f"{error}.")
        except InvalidPlanDocument as error:
            raise _invalid_plan(error.problems) from error
        except (UnableToQuote, ValueError, ArithmeticError) as error:
            raise Problem(422, "preview.unable", f"This cannot be rated: {error}.") from error
        return Response({"object": "rate_preview", **quote})


def _document(body: PreviewBody) -> dict[str, Any]:
    """The plan document that was sent, or that of the published version."""
    if body.plan is UNSET:
        return _published(body)
    try:
        document = read_plan_document(bytes(body.plan))
        problems = refused(validate_plan_document(document))
    except InvalidPlanDocument as error:
        problems = error.problems
    if problems:
        raise _invalid_plan(problems)
    return document


def _published(body: PreviewBody) -> dict[str, Any]:
    plan = Plan.objects.filter(code=body.plan_code).first() if str(body.plan_code).isprintable() else None
    if plan is None:
        refuse("/plan_code", "plan.unknown", "There is no such plan.")
    versions = PlanVersion.objects.filter(plan=plan, state=PlanVersion.State.PUBLISHED)
    if body.version is not UNSET:
        versions = versions.filter(number=body.version)
    else:
        effective = load_versions_effective([plan.pk], body.from_date, body.to_date)[plan.pk]
        versions = versions.filter(pk__in=[one.version_id for one in effective[:1]])
    version = versions.first()
    if version is None:
        refuse("/version", "plan.unknown", "The plan has no such published version for this period.")
    document: dict[str, Any] = version.document
    return document


def _usage(
    request: Request, body: PreviewBody, document: dict[str, Any]
) -> tuple[str, Mapping[str, list[ReadingRun]]]:
    """The zone whose days are billed, and the readings by metric."""
    if body.usage is not UNSET:
        return str(body.zone), runs_by_metric(body.usage)
    point = _service_point(request, body)
    runs = load_metered_runs(
        service_point_id=point.pk,
        metrics=counted_metrics(document),
        from_date=body.from_date,
        to_date=body.to_date,
    )
    return point.site.zone_name, runs


def _service_point(request: Request, body: PreviewBody) -> ServicePoint:
    if ApiKey.Scope.READINGS_READ not in key_of(request).scopes:
        scope = ApiKey.Scope.READINGS_READ.value
        detail = f"Stored usage needs the scope {scope}."
        raise Problem(403, "scope.missing", detail, facts={"scopes": [scope]})
    code = str(body.service_point)
    points = service_points_of_key(key_of(request)).filter(code=code).select_related("site")
    if body.utility is not UNSET:
        points = points.filter(utility__code=body.utility)
    found = list(points[:2]) if f"{code}{body.utility or ''}".isprintable() else []
    if not found:
        refuse("/service_point", "service_point.unknown", "There is no such service point for this key.")
    if len(found) > 1:
        refuse("/utility", "service_point.ambiguous", "Several utilities have this code: name the utility.")
    return found[0]


def _invalid_plan(problems: tuple[PlanProblem, ...]) -> Problem:
    faults = [
        Fault(f"/plan{_pointer(one.path)}", "plan.invalid", f"{one.message} ({one.cure})") for one in problems
    ]
    return Problem(422, "plan.invalid", "The plan document cannot be used.", errors=faults[:100])


def _pointer(path: str) -> str:
    """A JSON path of ours as a JSON pointer."""
    steps = (name or number or quoted for name, number, quoted in _STEP.findall(path))
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
