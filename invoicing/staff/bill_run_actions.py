"""What is done with a bill run: approve it, draft it again, drop it, hold one of its drafts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billing_site.foundation.access import BILLING_STAFF, Role, allow
from invoicing.models import BillRun, BillRunBatch, Invoice
from invoicing.queries.bill_run_figures import load_billed_amounts, runs_with_counts
from invoicing.staff.run_words import run_status, run_title, sentence
from invoicing.use_cases.approve_bill_run import UnableToApproveBillRun, approve_bill_run
from invoicing.use_cases.drop_bill_run import UnableToDropBillRun, drop_bill_run
from invoicing.use_cases.hold_bill import UnableToHoldBill, hold_bill
from invoicing.use_cases.redraft_bill_run import UnableToRedraftBillRun, redraft_bill_run


class CountForm(forms.Form):
    """The number of bills typed, as a proof that it was read."""

    count = forms.CharField(
        max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, expected: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        self.fields["count"].label = f"To confirm, type the number of bills: {expected:,}"

    def clean_count(self) -> str:
        """The number, however it is grouped."""
        typed: str = self.cleaned_data["count"]
        if "".join(typed.split()).replace(",", "").replace(".", "") != str(self.expected):
            raise forms.ValidationError(f"There are {self.expected:,} bills: type that number.")
        return typed


class ApproveForm(CountForm):
    """The date that all invoices of the run will bear, and their number."""

    issue_date = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="All invoices of the run bear it; each is due after the payment days of its account.",
    )
    field_order = ["issue_date", "count"]


class HoldForm(forms.Form):
    """Why a draft is held."""

    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Say what whoever releases it has to look for.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
def bill_run_approve(request: HttpRequest, run_id: int) -> HttpResponse:
    """The last page before drafts become invoices."""
    run: Any = get_object_or_404(runs_with_counts(), pk=run_id)
    now = timezone.now()
    form = ApproveForm(_posted(request), expected=run.bills, initial={"issue_date": now.date()})
    if request.method == "POST" and form.is_valid():
        try:
            approve_bill_run(
                bill_run=run,
                issue_date=form.cleaned_data["issue_date"],
                approved_at=now,
                actor=request.user,  # type: ignore[arg-type]
            )
        except UnableToApproveBillRun as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, f"Approved: {run.bills:,} bills are being numbered and posted.")
            return redirect("invoicing-staff:bill-run", run.pk)
    return _confirm(request, "bill_run_approve", run, form, amounts=load_billed_amounts([run])[run.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def bill_run_redraft(request: HttpRequest, run_id: int) -> HttpResponse:
    """Draft the batches with exceptions again, by the readings that have come since."""
    run: Any = get_object_or_404(runs_with_counts(), pk=run_id)
    batches = run.batches.filter(exception_count__gt=0, state=BillRunBatch.State.DRAFTED)
    form = forms.Form(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            redraft_bill_run(bill_run=run, redrafted_at=timezone.now(), actor=request.user)  # type: ignore[arg-type]
        except UnableToRedraftBillRun as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, "These bills are being drafted again.")
            return redirect("invoicing-staff:bill-run", run.pk)
    counts = list(batches.values_list("invoice_count", flat=True))
    return _confirm(request, "bill_run_redraft", run, form, batches=len(counts), drafts=sum(counts))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def bill_run_drop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Throw away a run that is nothing but drafts."""
    run: Any = get_object_or_404(runs_with_counts(), pk=run_id)
    form = CountForm(_posted(request), expected=run.bills)
    if request.method == "POST" and form.is_valid():
        try:
            dropped = drop_bill_run(bill_run=run, dropped_at=timezone.now(), actor=request.user)  # type: ignore[arg-type]
        except UnableToDropBillRun as error:
            form.add_error(None, sentence(error))
        else:
            title = run_title(run)
            messages.success(request, f"The run of {title} is dropped, with {dropped:,} drafts.")
            return redirect("invoicing-staff:bill-run-list")
    return _confirm(request, "bill_run_drop", run, form)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def draft_hold(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Hold a draft by hand."""
    draft = get_object_or_404(
        Invoice.objects.select_related("account__customer", "batch__bill_run__billing_cycle"),
        pk=invoice_id,
        state=Invoice.State.DRAFT,
    )
    form = HoldForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            hold_bill(
                invoice=draft,
                held_at=timezone.now(),
                reason=form.cleaned_data["reason"],
                actor=request.user,  # type: ignore[arg-type]
            )
        except UnableToHoldBill as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, f"The bill of account {draft.account.number} is held.")
            return redirect("invoicing-staff:invoice", draft.pk)
    return render(
        request,
        "invoicing/staff/draft_hold.html",
        {"draft": draft, "form": form},
        status=422 if form.errors else 200,
    )


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _confirm(request: HttpRequest, page: str, run: BillRun, form: forms.Form, **context: Any) -> HttpResponse:
    return render(
        request,
        f"invoicing/staff/{page}.html",
        {
            "run": run,
            "title": run_title(run),
            "status": run_status(run),
            "form": form,
            "is_rehearsal": run.state in (BillRun.State.OPEN, BillRun.State.DRAFTED),
            **context,
        },
        status=422 if form.errors else 200,
    )
