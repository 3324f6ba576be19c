"""From a service point to the account that is supplied there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from billing_site.foundation.access import OFFICE, allow
from invoicing.queries.account_at import load_account_at
from metering.models import ServicePoint


@require_safe
@allow(*OFFICE)
def accounts_at(request: HttpRequest, service_point_id: int) -> HttpResponseBase:
    """The account whose supply there began last, be it over or not."""
    point = get_object_or_404(ServicePoint, pk=service_point_id)
    account = load_account_at(point.pk)
    if account is None:
        messages.info(request, f"No account has ever been supplied at {point}.")
        return redirect("metering-staff:service-point", point.pk)
    return redirect("invoicing-staff:account", account.pk)
