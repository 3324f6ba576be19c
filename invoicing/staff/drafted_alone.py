"""Drafting one account's bill, for the pages that offer it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from billing_site.foundation.access import actor_of
from invoicing.models import Account, BillRun
from invoicing.staff.run_words import sentence
from invoicing.use_cases.bill_one_account import UnableToBillOneAccount, bill_one_account


def drafted_alone(request: HttpRequest, account: Account, run: BillRun, back: HttpResponse) -> HttpResponse:
    """Start a run of this account for the days of another run, and go there; `back`, with why, when it cannot."""
    try:
        own = bill_one_account(
            account=account,
            from_date=run.from_date,
            to_date=run.to_date,
            started_at=timezone.now(),
            actor=actor_of(request),
        )
    except UnableToBillOneAccount as error:
        messages.error(request, sentence(error))
        return back
    return redirect("invoicing-staff:bill-run", own.pk)
