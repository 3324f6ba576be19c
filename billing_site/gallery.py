"""Every component of the visual language on one page, to look at while developing."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

_STAFF_NAVIGATION: Final = [
    {
        "title": "Work",
        "entries": [
            {"label": "Today", "url": "#today", "count": None, "is_current": False},
            {"label": "Findings", "url": "#findings", "count": 37, "tone": "err", "is_current": False},
            {"label": "Bill runs", "url": "#bill-runs", "count": 1, "is_current": True},
            {"label": "Held bills", "url": "#held", "count": 96, "is_current": False},
        ],
    },
    {
        "title": "Customers",
        "entries": [
            {"label": label, "url": f"#{label.lower()}", "count": None, "is_current": False}
            for label in ("Accounts", "Invoices", "Payments")
        ],
    },
]
_PORTAL_NAVIGATION: Final = [
    {
        "title": "",
        "entries": [
            {"label": label, "url": f"#{label.lower()}", "count": None, "is_current": label == "Home"}
            for label in ("Home", "Bills", "Usage", "Reading")
        ],
    }
]
# Half-hours of one day, percent of the highest.
_DAY: Final = (
    *(27, 28, 25, 27, 25, 29, 28, 23, 24, 26, 34, 34, 40, 43, 48, 49, 47, 45, 40, 37, 32, 31, 29, 29),
    *(27, 23, 28, 30, 31, 31, 36, 39, 52, 61, 70, 79, 92, 96, 86, 84, 71, 58, 48, 43, 37, 27, 29, 23),
)
_HELD: Final = (
    (
        "A-204 118",
        "Hollow Lane 12",
        "High: 3.1 \N{MULTIPLICATION SIGN} own median",
        "74.20",
        "231.96",
        "+213 %",
    ),
    ("A-119 002", "Bakery", "Demand peak new maximum", "1,204.00", "1,688.40", "+40 %"),
    ("A-377 540", "Mill Road 3", "52 % of days estimated", "66.10", "61.75", "\N{MINUS SIGN}7 %"),
    (
        "A-310 888",
        "Hill Farm",
        "Negative total (export)",
        "\N{MINUS SIGN}4.10",
        "\N{MINUS SIGN}18.02",
        "\N{EN DASH}",
    ),
)


class _PaymentForm(forms.Form):
    account = forms.CharField(help_text="Number, serial or name; we search while you type.")
    amount = forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}))
    method = forms.ChoiceField(choices=[("bank", "Bank transfer"), ("card", "Card"), ("cash", "Cash")])
    reference = forms.CharField(required=False)
    kind = forms.ChoiceField(
        choices=[("all", "All open invoices"), ("one", "One invoice")], widget=forms.RadioSelect
    )
    receipt = forms.BooleanField(required=False, label="Send a receipt")

    def clean_amount(self) -> str:
        raise forms.ValidationError("12,3o is not an amount: write it like 12.30.")


@require_safe
@login_not_required
def gallery(request: HttpRequest, shell: str = "staff") -> HttpResponse:
    """Show everything in the shell of the staff pages or of the portal; `urls.py` serves it in development only."""
    context: dict[str, Any] = {
        "navigation": _PORTAL_NAVIGATION if shell == "portal" else _STAFF_NAVIGATION,
        "running_jobs": [{"label": "Import UKPN-0311", "url": "#import", "percent": 71}],
        "bars": [_bar(place, height) for place, height in enumerate(_DAY)],
        "heat": [
            {"x": f"{place * 2.08:.2f}%", "level": height * 8 // 96} for place, height in enumerate(_DAY)
        ],
        "held": _HELD,
        "form": _PaymentForm({"account": "A-204 118", "amount": "12,3o", "method": "bank", "kind": "all"}),
        "filter_form": _PaymentForm(auto_id="filter_%s"),
    }
    return render(request, f"gallery/{shell}.html", context)


def _bar(place: int, height: int) -> dict[str, Any]:
    series = "c3" if place < 14 or place >= 46 else "c2" if 32 <= place < 42 else "c1"
    return {
        "x": f"{place * 2.0833:.2f}%",
        "y": f"{140 - height * 1.35:.1f}",
        "height": f"{height * 1.35:.1f}",
        "series": series,
        "is_estimated": 28 <= place < 31,
    }
