"""Everything that moved an account's balance."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing_site.foundation.access import Role, allow
from invoicing.portal.home import amount_due
from invoicing.portal.pages import Visit, about_an_account
from invoicing.queries.account_statement import load_statement
from invoicing.queries.open_items import load_receivables

_MOVEMENTS_A_PAGE: Final = 24


@require_safe
@allow(Role.CUSTOMER)
@about_an_account
def statement(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Bills, payments and what was taken back, the latest first, with the balance after each."""
    today = timezone.now().date()
    before = request.GET.get("before", "")
    found = load_statement(
        visit.account.pk,
        limit=_MOVEMENTS_A_PAGE,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
    )
    return visit.page(
        request,
        "invoicing/portal/statement.html",
        {
            "due": amount_due(load_receivables(visit.account.pk, today), today),
            "movements": found.movements[::-1],
            "earlier_before": found.earlier_before,
        },
    )
