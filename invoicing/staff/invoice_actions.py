"""What may be done with an invoice: credit it, or cancel its draft. Both ask to type something first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billing_site.foundation.access import BILLING_STAFF, Role, allow
from invoicing.models import Invoice
from invoicing.queries.open_items import with_open_amounts
from invoicing.staff.run_words import sentence
from invoicing.use_cases.cancel_draft_invoice import UnableToCancelDraftInvoice, cancel_draft_invoice
from invoicing.use_cases.issue_credit_note import UnableToIssueCreditNote, issue_credit_note


class _TypedForm(forms.Form):
    """A form that wants a text of the page typed again."""

    typed = forms.CharField(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_typed(self) -> str:
        """Exactly the text, but for spaces around it and capitals."""
        typed: str = self.cleaned_data["typed"]
        if typed.strip().upper() != self.expected.upper():
            raise forms.ValidationError(f"This is not {self.expected}: type it as it stands above.")
        return typed


class CreditForm(_TypedForm):
    """Why an invoice is taken back, and its number once more."""

    reason = forms.CharField(
        max_length=300,
        help_text="It is printed on the credit note, and read by the customer.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["reason", "typed"]


class CancelForm(_TypedForm):
    """The account's number once more."""


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
def credit_invoice(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Take a finalized invoice back by a credit note."""
    invoice = get_object_or_404(
        with_open_amounts(Invoice.objects.select_related("account__customer", "credit_note")),
        pk=invoice_id,
        state=Invoice.State.FINALIZED,
    )
    form = CreditForm(request.POST or None, expected=invoice.number)
    form.fields["typed"].label = f"To confirm, type the invoice's number: {invoice.number}"
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            note = issue_credit_note(
                invoice=invoice,
                reason=form.cleaned_data["reason"],
                issued_at=now,
                issue_date=now.date(),
                actor=request.user,  # type: ignore[arg-type]
            )
        except UnableToIssueCreditNote as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, f"Invoice {invoice.number} is taken back by credit note {note.number}.")
            return redirect("invoicing-staff:credit-note", note.pk)
    return render(
        request,
        "invoicing/staff/invoice_credit.html",
        {"invoice": invoice, "form": form, "credit_note": getattr(invoice, "credit_note", None)},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def cancel_draft(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Drop a draft, so that its days can be billed again."""
    draft = get_object_or_404(
        Invoice.objects.select_related("account__customer"), pk=invoice_id, state=Invoice.State.DRAFT
    )
    form = CancelForm(request.POST or None, expected=draft.account.number)
    form.fields["typed"].label = f"To confirm, type the account's number: {draft.account.number}"
    if request.method == "POST" and form.is_valid():
        try:
            cancel_draft_invoice(invoice=draft, cancelled_at=timezone.now(), actor=request.user)  # type: ignore[arg-type]
        except UnableToCancelDraftInvoice as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, f"The draft of account {draft.account.number} is cancelled.")
            return redirect("invoicing-staff:account", draft.account_id)
    return render(
        request,
        "invoicing/staff/invoice_cancel.html",
        {"invoice": draft, "form": form},
        status=422 if form.errors else 200,
    )
