"""Accounts that approved runs could not bill: the list, another try for one, and the decision not to bill it."""

from __future__ import annotations

from typing import Final

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing_site.foundation.access import BILLING_STAFF, OFFICE, allow, has_role
from billing_site.foundation.keyset_pages import keyset_page
from invoicing.models import BillRunException
from invoicing.queries.unbilled_accounts import unbilled_exceptions
from invoicing.staff.addresses import with_parameters
from invoicing.staff.drafted_alone import drafted_alone
from invoicing.staff.run_words import sentence
from invoicing.staff.unbilled_rows import unbilled_rows
from invoicing.use_cases.dismiss_unbilled_account import (
    UnableToDismissUnbilledAccount,
    dismiss_unbilled_account,
)

_OLDEST_FIRST: Final = ("pk",)


class DismissForm(forms.Form):
    """Why an account is not to be billed, and whether for all periods that wait."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is kept with the account, with your name.",
    )
    is_for_all = forms.BooleanField(required=False)


@require_safe
@allow(*OFFICE)
def not_billed_list(request: HttpRequest) -> HttpResponse:
    """All of them, those that wait longest first; with `?account=` those of one."""
    number = request.GET.get("account", "")
    exceptions = unbilled_exceptions()
    if number:
        exceptions = exceptions.filter(account__number=number.replace("\x00", ""))
    page = keyset_page(exceptions, _OLDEST_FIRST, request.GET.get("page", ""))
    return render(
        request,
        "invoicing/staff/not_billed_list.html",
        {
            "rows": unbilled_rows(page.rows),
            "account_number": number,
            "newer_url": with_parameters(request, page=page.newer) if page.newer else "",
            "older_url": with_parameters(request, page=page.older) if page.older else "",
            "may_work": has_role(request.user, *BILLING_STAFF),
        },
    )


@require_POST
@allow(*BILLING_STAFF)
def not_billed_bill(request: HttpRequest, exception_id: int) -> HttpResponse:
    """Draft the bill of this account alone, for the days of the run that could not bill it."""
    exception = _exception(exception_id)
    run = exception.batch.bill_run
    return drafted_alone(request, exception.account, run, redirect("invoicing-staff:not-billed-list"))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def not_billed_dismiss(request: HttpRequest, exception_id: int) -> HttpResponse:
    """Let the days go unbilled, with a reason."""
    exception = _exception(exception_id)
    others = [one for one in unbilled_exceptions([exception.account_id]) if one.pk != exception.pk]
    form = DismissForm(request.POST if request.method == "POST" else None)
    if len(others) > 1:
        form.fields["is_for_all"].label = f"Its {len(others)} other periods that wait, too"
    elif others:
        form.fields["is_for_all"].label = "Its other period that waits, too"
    else:
        del form.fields["is_for_all"]
    if request.method == "POST" and form.is_valid():
        chosen = [exception, *(others if form.cleaned_data.get("is_for_all") else [])]
        try:
            with transaction.atomic():  # all of them, or none
                for one in chosen:
                    dismiss_unbilled_account(
                        exception=one,
                        reason=form.cleaned_data["reason"],
                        dismissed_at=timezone.now(),
                        actor=request.user,  # type: ignore[arg-type]
                    )
        except UnableToDismissUnbilledAccount as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, f"Account {exception.account.number} is not billed for these days.")
            return redirect("invoicing-staff:not-billed-list")
    (row,) = unbilled_rows([exception])
    return render(
        request,
        "invoicing/staff/not_billed_dismiss.html",
        {"row": row, "account": exception.account, "form": form},
        status=422 if form.errors else 200,
    )


def _exception(exception_id: int) -> BillRunException:
    rows = BillRunException.objects.select_related("account__customer", "batch__bill_run")
    return get_object_or_404(rows, pk=exception_id)
