"""One API key: where it is used from, what it asked for, and which networks it is for."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from billing_site.api_keys_page import by_whoever_it_is, key_facts
from billing_site.foundation.access import Role, actor_of, allow
from billing_site.foundation.api_keys import UnableToChangeApiKey, restrict_api_key
from billing_site.foundation.expired_rows import API_REQUESTS_KEPT_FOR
from billing_site.foundation.keyset_pages import keyset_page
from billing_site.foundation.models import MOST_NETWORKS, ApiKey, ApiKeyAddress, ApiRequest

_ADDRESSES_SHOWN: Final = 20
_ANSWERS: Final = (
    ("", "All", Q()),
    ("done", "Done", Q(status__lt=400)),
    ("refused", "Refused", Q(status__gte=400, status__lt=500)),
    ("failed", "Failed here", Q(status__gte=500)),
)


class NetworksForm(forms.Form):
    """Networks, one in each line."""

    networks = forms.CharField(
        label="It may be used from",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "mono"}),
        help_text="A network in each line, such as 203.0.113.0/24, or an address. Leave it empty for everywhere."
        f" At most {MOST_NETWORKS}.",
    )


@require_safe
@allow(Role.MANAGER)
def api_key_detail(request: HttpRequest, key_id: int) -> HttpResponse:
    """Show the key's addresses, the latest first, and a page of its requests."""
    api_key = get_object_or_404(ApiKey.objects.select_related("created_by"), pk=key_id)
    chosen = next((one for one in _ANSWERS if one[0] == request.GET.get("answer")), _ANSWERS[0])
    requests = ApiRequest.objects.filter(chosen[2], api_key=api_key)
    page = keyset_page(requests, ("-pk",), request.GET.get("page", ""))
    addresses = ApiKeyAddress.objects.filter(api_key=api_key).order_by("-last_seen_at", "-pk")
    context = {
        **key_facts([api_key], timezone.now())[0],
        "addresses": addresses[:_ADDRESSES_SHOWN],
        "addresses_shown": _ADDRESSES_SHOWN,
        "requests": [{"row": row, "tone": _tone(row.status)} for row in page.rows],
        "days_kept": API_REQUESTS_KEPT_FOR.days,
        "answers": [
            {"label": label, "url": _address(name, ""), "is_chosen": name == chosen[0]}
            for name, label, _ in _ANSWERS
        ],
        "is_filtered": bool(chosen[0]),
        "newer_url": _address(chosen[0], page.newer) if page.newer else "",
        "older_url": _address(chosen[0], page.older) if page.older else "",
    }
    return render(request, "billing_site/api_key.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@by_whoever_it_is
def api_key_networks(request: HttpRequest, key_id: int) -> HttpResponseBase:
    """Ask from where the key may be used, and have it so."""
    api_key = get_object_or_404(ApiKey, pk=key_id)
    initial = {"networks": "\n".join(api_key.networks)}
    form = NetworksForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            restrict_api_key(
                api_key=api_key,
                networks=form.cleaned_data["networks"].split(),
                at=timezone.now(),
                actor=actor_of(request),
            )
        except UnableToChangeApiKey as error:
            form.add_error("networks", f"Nothing was changed: {error}.")
        else:
            messages.success(request, f"{api_key}: its networks are changed, from the next request on.")
            return redirect("api-key", key_id=api_key.pk)
    context: dict[str, Any] = {
        "key": api_key,
        "form": form,
        "addresses": ApiKeyAddress.objects.filter(api_key=api_key).order_by("-last_seen_at")[:5],
    }
    status = 422 if form.is_bound else 200
    return render(request, "billing_site/api_key_networks.html", context, status=status)


def _address(answer: str, page: str) -> str:
    return "?" + urlencode({name: text for name, text in (("answer", answer), ("page", page)) if text})


def _tone(status: int) -> str:
    return "ok" if status < 400 else "warn" if status < 500 else "err"
