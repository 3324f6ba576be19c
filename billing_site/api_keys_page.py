"""API keys: who has which, made, rolled and revoked by managers who have just proved who they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from billing_site.foundation.access import Role, View, actor_of, allow
from billing_site.foundation.api_keys import (
    ROLL_OVERLAP,
    MadeApiKey,
    UnableToChangeApiKey,
    is_usable,
    make_api_key,
    revoke_api_key,
    roll_api_key,
)
from billing_site.foundation.keyset_pages import keyset_page
from billing_site.foundation.models import ApiKey, ApiKeyAddress
from metering.models import Utility

_DAYS: Final = (("90", "90 days"), ("180", "180 days"), ("365", "a year"))
_ENDS_SOON: Final = timedelta(days=14)
_EVERYTHING: Final = "all utilities"
# allauth's, which is not typed: the password, or a second factor, within the last minutes.
by_whoever_it_is: Final[Callable[[View], View]] = reauthentication_required


class ApiKeyForm(forms.Form):
    """What the key is for, what it may do, and for how long."""

    name = forms.CharField(max_length=60, help_text="The program that uses it, such as Head-end North.")
    scopes = forms.MultipleChoiceField(
        label="It may", choices=ApiKey.Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    utility = forms.ModelChoiceField(
        Utility.objects.order_by("code"),
        required=False,
        empty_label="All utilities",
        help_text="A key of one utility sees its readings and no others, and neither accounts nor invoices.",
    )
    days = forms.ChoiceField(label="It expires after", choices=_DAYS, initial="90")


class RevokeForm(forms.Form):
    """The beginning of the key, typed: what is revoked does not come back."""

    beginning = forms.CharField(label="The beginning of the key", max_length=20)

    def __init__(self, *args: Any, api_key: ApiKey, **kwargs: Any) -> None:
        self._api_key = api_key
        super().__init__(*args, **kwargs)
        self.fields["beginning"].help_text = f"Write ub_{api_key.prefix}"

    def clean_beginning(self) -> str:
        """The text, if it is this key's beginning."""
        beginning: str = self.cleaned_data["beginning"].strip()
        if beginning.removeprefix("ub_") != self._api_key.prefix:
            raise forms.ValidationError(f"This is another key: write ub_{self._api_key.prefix} to revoke it.")
        return beginning


@require_safe
@allow(Role.MANAGER)
def api_key_list(request: HttpRequest) -> HttpResponse:
    """Show all keys, the latest first; never a key itself."""
    now = timezone.now()
    page = keyset_page(ApiKey.objects.select_related("created_by"), ("-pk",), request.GET.get("page", ""))
    context = {
        "rows": key_facts(page.rows, now),
        "newer_url": f"?page={page.newer}" if page.newer else "",
        "older_url": f"?page={page.older}" if page.older else "",
    }
    return render(request, "billing_site/api_keys.html", context)


def key_facts(keys: Sequence[ApiKey], now: datetime) -> list[dict[str, Any]]:
    """What the pages tell of each key; two queries, however many there are."""
    utilities = dict(Utility.objects.values_list("pk", "name"))
    latest = {
        one.api_key_id: one.address
        for one in ApiKeyAddress.objects.filter(api_key__in=keys)
        .order_by("api_key", "-last_seen_at", "-pk")
        .distinct("api_key")
    }
    return [
        {
            "key": one,
            "scopes": [ApiKey.Scope(scope).label for scope in one.scopes],
            "utility": _EVERYTHING
            if one.utility_id is None
            else utilities.get(one.utility_id, "a utility that is gone"),
            "state": _state(one, now),
            "is_usable": is_usable(one, now),
            "last_address": latest.get(one.pk, ""),
        }
        for one in keys
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@by_whoever_it_is
def api_key_new(request: HttpRequest) -> HttpResponseBase:
    """Ask what the key is for; make it, and show it this one time."""
    form = ApiKeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        facts, now = form.cleaned_data, timezone.now()
        try:
            made = make_api_key(
                name=facts["name"],
                scopes=[ApiKey.Scope(scope) for scope in facts["scopes"]],
                utility_id=None if facts["utility"] is None else facts["utility"].pk,
                expires_at=now + timedelta(days=int(facts["days"])),
                at=now,
                actor=actor_of(request),
            )
        except UnableToChangeApiKey as error:
            form.add_error("scopes", f"This does not go together: {error}.")
        else:
            return _shown_once(request, made)
    return render(
        request, "billing_site/api_key_new.html", {"form": form}, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@by_whoever_it_is
def api_key_roll(request: HttpRequest, key_id: int) -> HttpResponseBase:
    """Say what rolling does; make the successor, and show it this one time."""
    api_key = get_object_or_404(ApiKey, pk=key_id)
    if request.method == "POST":
        try:
            made = roll_api_key(api_key=api_key, at=timezone.now(), actor=actor_of(request))
        except UnableToChangeApiKey as error:
            messages.error(request, f"Nothing was changed: {error}.")
            return redirect("api-key-list")
        return _shown_once(request, made, rolled=api_key)
    context = {"key": api_key, "overlap_hours": int(ROLL_OVERLAP.total_seconds()) // 3600}
    return render(request, "billing_site/api_key_roll.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@by_whoever_it_is
def api_key_revoke(request: HttpRequest, key_id: int) -> HttpResponseBase:
    """Have the beginning of the key typed, and make it useless."""
    api_key = get_object_or_404(ApiKey, pk=key_id)
    form = RevokeForm(request.POST if request.method == "POST" else None, api_key=api_key)
    if form.is_valid():
        revoke_api_key(api_key=api_key, at=timezone.now(), actor=actor_of(request))
        messages.success(request, f"{api_key} is revoked; requests with it are refused from now on.")
        return redirect("api-key-list")
    context = {"key": api_key, "form": form}
    return render(request, "billing_site/api_key_revoke.html", context, status=422 if form.is_bound else 200)


def _shown_once(request: HttpRequest, made: MadeApiKey, rolled: ApiKey | None = None) -> HttpResponse:
    """The page with the key: the answer to the POST itself, so that it is stored nowhere on the way."""
    context = {"made": made, "rolled": rolled, "address": request.build_absolute_uri("/api/v1/")}
    response = render(request, "billing_site/api_key_made.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _state(api_key: ApiKey, now: datetime) -> dict[str, str]:
    if api_key.revoked_at is not None:
        return {"label": "revoked", "tone": "neu", "also": "struck"}
    if api_key.expires_at <= now:
        return {"label": "expired", "tone": "neu", "also": "struck"}
    if api_key.expires_at <= now + _ENDS_SOON:
        return {"label": "expires soon", "tone": "warn", "also": ""}
    return {"label": "in use" if api_key.last_used_at else "not used yet", "tone": "ok", "also": ""}
