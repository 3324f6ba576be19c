"""The first page after sign-in, by role; and whether the site is alive."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing_site.foundation.access import OFFICE, Role, allow, has_role


@require_safe
@allow(*Role)
def home(request: HttpRequest) -> HttpResponseBase:
    """Send the user to where their work is: office, uploads, or their own bills."""
    if has_role(request.user, *OFFICE):
        return redirect("reports-staff:today")
    if has_role(request.user, Role.UPLOADER):
        return redirect("metering-staff:upload-list")
    return redirect("invoicing-portal:home")


@require_safe
@login_not_required
def admin_door(request: HttpRequest) -> HttpResponseBase:
    """Where the admin sends who may not see it: to sign in, or, signed in already, no further."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(f"{reverse('account_login')}?{request.GET.urlencode(safe='/')}")


@require_safe
@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers, and so does its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page that is not there, or not for this user."""
    return render(request, "404.html", status=404)
