"""Two bill runs side by side: causes, accounts, and all of it as CSV."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from billing_site.foundation.access import OFFICE, allow
from billing_site.foundation.csv_download import csv_response
from invoicing.drafting.bill_differences import Cause
from invoicing.models import BillRun
from invoicing.queries.bill_run_comparison import ComparedAccount, cause_totals, load_run_comparison
from invoicing.staff.addresses import with_parameters
from invoicing.staff.run_words import CAUSE_WORDS, period_words
from pricing.money import minor_unit_scale, round_amount

_ACCOUNTS_SHOWN: Final = 50
_RUNS_OFFERED: Final = 60
_CSV_HEAD: Final = (
    *("account", "customer", "currency", "before", "now", "difference", "mostly"),
    *("usage", "price version", "days", "other"),
)


class _RunChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Any) -> str:
        return f"{period_words(obj.from_date, obj.to_date)}, {obj.billing_cycle}"


class CompareForm(forms.Form):
    """Which two runs."""

    before = _RunChoice(BillRun.objects.none(), label="Earlier run")
    now = _RunChoice(BillRun.objects.none(), label="Later run")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        runs = (
            BillRun.objects.filter(account=None).select_related("billing_cycle").order_by("-from_date", "-pk")
        )
        offered = list(runs[:_RUNS_OFFERED])
        for name in ("before", "now"):
            field: Any = self.fields[name]
            field.queryset = runs
            field.choices = [(run.pk, field.label_from_instance(run)) for run in offered]


@require_safe
@allow(*OFFICE)
def bill_run_compare(request: HttpRequest) -> HttpResponse:
    """The differences grouped by their cause, and the accounts that differ most."""
    form = CompareForm(request.GET or None)
    compared: list[ComparedAccount] = []
    if form.is_valid():
        compared = load_run_comparison(form.cleaned_data["before"], form.cleaned_data["now"])
    chosen = request.GET.get("cause", "")
    shown = [one for one in compared if not chosen or one.difference.cause == chosen]
    return render(
        request,
        "invoicing/staff/bill_run_compare.html",
        {
            "form": form,
            "is_compared": form.is_valid(),
            "groups": [
                {
                    "total": total,
                    "words": CAUSE_WORDS[total.cause],
                    "url": with_parameters(request, cause=total.cause.value),
                }
                for total in cause_totals(compared)
            ],
            "cause_words": CAUSE_WORDS[Cause(chosen)] if chosen in set(Cause) else "",
            "all_url": with_parameters(request, cause=""),
            "rows": [
                {"compared": one, "words": CAUSE_WORDS[one.difference.cause]}
                for one in shown[:_ACCOUNTS_SHOWN]
            ],
            "count": len(shown),
            "all_count": len(compared),
            "csv_query": request.GET.urlencode(),
        },
    )


@require_safe
@allow(*OFFICE)
def bill_run_compare_csv(request: HttpRequest) -> HttpResponseBase:
    """Every account of the two runs."""
    before = get_object_or_404(BillRun, pk=_id(request, "before"))
    now = get_object_or_404(BillRun, pk=_id(request, "now"))
    name = f"bill-runs-{before.from_date}-and-{now.from_date}"
    return csv_response(name, _CSV_HEAD, _csv_rows(load_run_comparison(before, now)))


def _csv_rows(compared: Iterable[ComparedAccount]) -> Iterable[list[Any]]:
    for one in compared:
        difference, scale = one.difference, minor_unit_scale(one.currency)
        amounts = (one.before, one.now, difference.total)
        parts = (difference.usage, difference.price, difference.days, difference.other)
        yield [
            *(one.account_number, one.customer_name, one.currency),
            *("" if amount is None else round_amount(amount, scale) for amount in amounts),
            CAUSE_WORDS[difference.cause],
            *(round_amount(part, scale) for part in parts),
        ]


def _id(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0
