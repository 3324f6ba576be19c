"""Take back a correction or estimates; files are undone where they were sent."""

from __future__ import annotations

from typing import Final

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billing_site.foundation.access import BILLING_STAFF, actor_of, allow
from metering.models import IntervalDay, IntervalPiece, ReadingBatch, ServicePoint
from metering.queries.bills_on_readings import count_bills_on_batch
from metering.staff.finding_forms import LONGEST_REASON
from metering.staff.upload_page import bills_url
from metering.use_cases.withdraw_reading_batch import UnableToWithdrawReadingBatch, withdraw_reading_batch

MADE_HERE: Final = (ReadingBatch.Origin.EDIT, ReadingBatch.Origin.ESTIMATION)
"""Origins of what clerks made, and may take back here."""


class TakeBackForm(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={"required": "Say why: the reason is kept with the batch."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*BILLING_STAFF)
def take_back(request: HttpRequest, pk: int, batch_id: int) -> HttpResponseBase:
    """Say what taking back does, ask why, and do it."""
    point = get_object_or_404(ServicePoint.objects.select_related("site"), pk=pk)
    batch = get_object_or_404(_batches_at(point), pk=batch_id)
    back_url = _back_url(request, point)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            withdraw_reading_batch(
                batch=batch,
                withdrawn_at=timezone.now(),
                reason=form.cleaned_data["reason"],
                actor=actor_of(request),
            )
        except UnableToWithdrawReadingBatch as error:
            messages.error(request, f"Nothing is taken back: {error}.")
        else:
            messages.success(request, f"Taken back: {batch}. What was there before counts again.")
        return redirect(back_url)
    context = {
        "point": point,
        "batch": batch,
        "form": form,
        "bill_count": count_bills_on_batch(batch.pk),
        "bills_url": bills_url(batch.pk, request.user, "all"),
        "back_url": back_url,
    }
    return render(request, "metering/staff/take_back.html", context, status=422 if form.is_bound else 200)


def _batches_at(point: ServicePoint) -> QuerySet[ReadingBatch]:
    """Corrections and estimates of the service point that count."""
    of_batch = {"batch_id": OuterRef("pk"), "channel__service_point": point}
    return ReadingBatch.objects.filter(
        Exists(IntervalPiece.objects.filter(**of_batch)) | Exists(IntervalDay.objects.filter(**of_batch)),
        origin__in=MADE_HERE,
        state=ReadingBatch.State.STORED,
    ).select_related("utility")


def _back_url(request: HttpRequest, point: ServicePoint) -> str:
    found = QueryDict(request.GET.get("back", ""))
    query = QueryDict(mutable=True)
    query.update({name: str(found[name]) for name in ("channel", "at") if name in found})
    path = reverse("metering-staff:service-point", args=[point.pk])
    return f"{path}?{query.urlencode()}" if query else path
