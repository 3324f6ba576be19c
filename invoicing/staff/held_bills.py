"""Held bills of all runs as a queue, and their release."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from billing_site.foundation.access import BILLING_STAFF, OFFICE, allow, has_role
from billing_site.foundation.keyset_pages import keyset_page
from invoicing.models import BillHold, BillRun
from invoicing.queries.held_bills import load_held_bills, open_holds
from invoicing.staff.addresses import with_parameters
from invoicing.staff.run_words import run_title, sentence
from invoicing.use_cases.release_held_bill import UnableToReleaseHeldBill, release_held_bill

_OLDEST_FIRST: Final = ("pk",)


class ReleaseForm(forms.Form):
    """What was found, and which bills go: `only` is that of the button in a row, else all that are ticked."""

    note = forms.CharField(
        max_length=300, error_messages={"required": "Write a note first: what did you find?"}
    )
    hold = forms.ModelMultipleChoiceField(BillHold.objects.all(), required=False)
    only = forms.ModelChoiceField(BillHold.objects.all(), required=False)
    run = forms.ModelChoiceField(BillRun.objects.all(), required=False)


@require_safe
@allow(*OFFICE)
def held_list(request: HttpRequest) -> HttpResponse:
    """All held bills, those that wait longest first; narrowed to a code by a chip."""
    code = request.GET.get("code", "")
    holds = open_holds()
    if code in BillHold.Code.values:
        holds = holds.filter(code=code)
    page = keyset_page(holds, _OLDEST_FIRST, request.GET.get("page", ""))
    return render(
        request,
        "invoicing/staff/held_list.html",
        {
            "rows": [
                {
                    "held": held,
                    "run_title": run_title(held.hold.invoice.batch.bill_run),
                }
                for held in load_held_bills(page.rows)
            ],
            "chips": [
                {
                    "label": label,
                    "url": with_parameters(request, code=value, page=""),
                    "is_current": value == code,
                }
                for value, label in [("", "all"), *BillHold.Code.choices]
            ],
            "is_filtered": bool(code),
            "newer_url": with_parameters(request, page=page.newer) if page.newer else "",
            "older_url": with_parameters(request, page=page.older) if page.older else "",
            "may_release": has_role(request.user, *BILLING_STAFF),
            "note": request.GET.get("note", ""),
            "unnoted": unnoted_hold(request),
        },
    )


@require_POST
@allow(*BILLING_STAFF)
def held_release(request: HttpRequest) -> HttpResponse:
    """Release one held bill, or those that are ticked, with a note; back to where it was asked."""
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        without_note = form.cleaned_data.get("only")
        if without_note is not None and "note" in form.errors:
            return redirect(_back(form.cleaned_data.get("run"), "", without_note))
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(_back(form.cleaned_data.get("run"), ""))
    only, note = form.cleaned_data["only"], form.cleaned_data["note"]
    chosen = [only] if only is not None else list(form.cleaned_data["hold"])
    if not chosen:
        messages.error(request, "No bill is ticked: tick those that you have looked at.")
    released = 0
    for hold in chosen:
        try:
            release_held_bill(hold=hold, released_at=timezone.now(), note=note, actor=request.user)  # type: ignore[arg-type]
            released += 1
        except UnableToReleaseHeldBill as error:
            messages.error(request, sentence(error))
    if released:
        messages.success(request, f"{released:,} {'bill is' if released == 1 else 'bills are'} released.")
    return redirect(_back(form.cleaned_data["run"], note))


def unnoted_hold(request: HttpRequest) -> int | None:
    """The hold whose row asks for the note that its release lacked."""
    text = request.GET.get("unnoted", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _back(run: BillRun | None, note: str, unnoted: BillHold | None = None) -> str:
    """The page that it was asked from, with the note kept for the next bill, or at the row that lacks one."""
    query = {"note": note} if note else {}
    if unnoted is not None:
        query = {"unnoted": str(unnoted.pk)}
    if run is None:
        url = reverse("invoicing-staff:held-list")
    else:
        url = reverse("invoicing-staff:bill-run", args=[run.pk])
        query = {"tab": "held", **query}
    anchor = "" if unnoted is None else f"#note-{unnoted.pk}"
    return f"{url}?{urlencode(query)}{anchor}" if query else url
