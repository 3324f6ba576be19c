"""Service points: the list, and what is known of one, from the year down to the interval."""

from __future__ import annotations

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import READING_STAFF, Role, allow
from billing_site.foundation.keyset_pages import keyset_page
from metering.queries.service_point_directory import service_points_with_places
from metering.queries.visible_utilities import visible_utilities
from metering.staff.service_point_page import service_point_page

_READERS: Final = (*READING_STAFF, Role.AUDITOR)


class _SearchForm(forms.Form):
    q = forms.CharField(label="Code, meter or address", required=False, max_length=100)


@require_safe
@allow(*_READERS)
def service_point_list(request: HttpRequest) -> HttpResponse:
    """Service points, the latest first; found by the beginning of a number or by words of the address."""
    form = _SearchForm(request.GET)
    typed = form.cleaned_data["q"].replace("\x00", "") if form.is_valid() else ""
    points = service_points_with_places(typed).filter(utility__in=visible_utilities(request.user))
    page = keyset_page(points, ["-pk"], request.GET.get("page", ""))
    return render(
        request,
        "metering/staff/service_point_list.html",
        {
            "form": form,
            "points": page.rows,
            "is_filtered": bool(typed.strip()),
            "newer_url": _page_url(request, page.newer),
            "older_url": _page_url(request, page.older),
        },
    )


@require_safe
@allow(*_READERS)
def service_point(request: HttpRequest, pk: int) -> HttpResponse:
    """One service point: a channel's year, month or day, where it came from, and what was found about it."""
    points = service_points_with_places().filter(utility__in=visible_utilities(request.user))
    point = get_object_or_404(points, pk=pk)
    context = service_point_page(
        point,
        channel_code=request.GET.get("channel", ""),
        at=request.GET.get("at", ""),
        user=request.user,
        now=timezone.now(),
    )
    return render(request, "metering/staff/service_point.html", context)


def _page_url(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query["page"] = cursor
    return f"?{query.urlencode()}"
