"""Payments: the list, one with what it settles, recording and reversing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from billing_site.foundation.access import BILLING_STAFF, OFFICE, allow, has_role
from billing_site.foundation.keyset_pages import keyset_page
from invoicing.models import Payment
from invoicing.queries.open_items import load_open_items, open_amounts
from invoicing.receivables.allocation import allocate
from invoicing.staff.addresses import with_parameters
from invoicing.staff.payment_forms import PaymentForm, ReversalForm
from invoicing.staff.run_words import sentence
from invoicing.staff.status import payment_status
from invoicing.use_cases.record_payment import UnableToRecordPayment, record_payment
from invoicing.use_cases.reverse_payment import UnableToReversePayment, reverse_payment


class PaymentFilter(forms.Form):
    """What the list of payments is narrowed to."""

    q = forms.CharField(label="Reference or account", required=False, max_length=100)
    source = forms.ChoiceField(label="Source", choices=[("", "all"), *Payment.Source.choices], required=False)


@require_safe
@allow(*OFFICE)
def payment_list(request: HttpRequest) -> HttpResponse:
    """Payments, those recorded last first."""
    form = PaymentFilter(request.GET)
    found = form.cleaned_data if form.is_valid() else {}
    page = keyset_page(_filtered(found), ["-pk"], request.GET.get("page", ""))
    return render(
        request,
        "invoicing/staff/payment_list.html",
        {
            "form": form,
            "rows": [{"payment": one, "status": payment_status(one)} for one in page.rows],
            "is_filtered": any(found.values()),
            "may_record": has_role(request.user, *BILLING_STAFF),
            "newer_url": with_parameters(request, page=page.newer) if page.newer else "",
            "older_url": with_parameters(request, page=page.older) if page.older else "",
        },
    )


def _filtered(found: dict[str, Any]) -> QuerySet[Payment]:
    payments: QuerySet[Payment] = Payment.objects.all()
    if found.get("source"):
        payments = payments.filter(source=found["source"])
    if found.get("q"):
        typed = found["q"].strip()
        by_reference = Payment.objects.filter(reference__istartswith=typed).values("pk")
        by_account = Payment.objects.filter(account__number__istartswith=typed).values("pk")
        payments = payments.filter(pk__in=by_reference.union(by_account))
    return _with_use(payments)


def _with_use(payments: QuerySet[Payment]) -> QuerySet[Any]:
    """With what `payment_status` looks at."""
    standing = Q(allocations__released_at=None)
    return payments.annotate(used=Sum("allocations__amount", filter=standing)).select_related(
        "account__customer", "reversal", "recorded_by"
    )


@require_safe
@allow(*OFFICE)
def payment(request: HttpRequest, payment_id: int) -> HttpResponse:
    """One payment with what it settles, and what it settled before it was reversed or an invoice credited."""
    shown = get_object_or_404(_with_use(Payment.objects.all()), pk=payment_id)
    reversal = getattr(shown, "reversal", None)
    return render(
        request,
        "invoicing/staff/payment.html",
        {
            "payment": shown,
            "status": payment_status(shown),
            "reversal": reversal,
            "unused": Decimal(0) if reversal else shown.amount - (shown.used or 0),
            "allocations": shown.allocations.select_related("invoice").order_by("pk"),
            "may_reverse": reversal is None and has_role(request.user, *BILLING_STAFF),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def payment_new(request: HttpRequest) -> HttpResponse:
    """Record a payment: first it is shown what it will settle, then it is saved."""
    first = {"account": request.GET.get("account", ""), "received_date": timezone.now().date()}
    form = PaymentForm(request.POST) if request.method == "POST" else PaymentForm(initial=first)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "record" in request.POST:
            recorded = _recorded(request, form)
            if recorded is not None:
                return redirect("invoicing-staff:payment", recorded.pk)
        else:
            preview = _preview(form)
    return render(
        request,
        "invoicing/staff/payment_new.html",
        {"form": form, "preview": preview},
        status=422 if form.errors else 200,
    )


def _recorded(request: HttpRequest, form: PaymentForm) -> Payment | None:
    try:
        recorded = record_payment(
            **form.cleaned_data,
            recorded_at=timezone.now(),
            actor=request.user,  # type: ignore[arg-type]
        )
    except UnableToRecordPayment as error:
        form.add_error(None, sentence(error))
        return None
    if recorded.is_new:
        messages.success(request, "The payment is recorded.")
    else:
        messages.info(request, "This payment was recorded before: nothing has changed.")
    return recorded.payment


def _preview(form: PaymentForm) -> dict[str, Any]:
    """What the payment would settle if it were recorded now."""
    account, amount = form.cleaned_data["account"], form.cleaned_data["amount"]
    items = {item.invoice_id: item for item in load_open_items([account.pk])[account.pk]}
    allocation = allocate(amount, open_amounts(items.values()))
    return {
        "account": account,
        "amount": amount,
        "rest": allocation.rest,
        "shares": [
            {
                "item": items[share.invoice_id],
                "amount": share.amount,
                "left": items[share.invoice_id].open_amount - share.amount,
            }
            for share in allocation.shares
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def payment_reverse(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Take back a payment that did not last."""
    shown = get_object_or_404(_with_use(Payment.objects.all()), pk=payment_id)
    if getattr(shown, "reversal", None) is not None:
        return redirect("invoicing-staff:payment", shown.pk)
    form = ReversalForm(request.POST or None, initial={"reversal_date": timezone.now().date()})
    if request.method == "POST" and form.is_valid():
        try:
            reverse_payment(
                payment=shown,
                reason=form.cleaned_data["reason"],
                reversal_date=form.cleaned_data["reversal_date"],
                reversed_at=timezone.now(),
                actor=request.user,  # type: ignore[arg-type]
            )
        except UnableToReversePayment as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, "The payment is reversed; what it settled is open again.")
            return redirect("invoicing-staff:payment", shown.pk)
    return render(
        request,
        "invoicing/staff/payment_reverse.html",
        {
            "payment": shown,
            "form": form,
            "allocations": shown.allocations.filter(released_at=None)
            .select_related("invoice")
            .order_by("pk"),
        },
        status=422 if form.errors else 200,
    )
