"""Every address of the site, read from the URL configuration itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Pages that are not for one of our roles, and who decides about them instead.
DECIDED_ELSEWHERE = {
    "alive": "open to everybody: it says nothing but ok",
    "set-language": "open to everybody: it keeps a choice of language in a cookie",
    "admin": "Django's admin: staff users with the rights of each table; its door is our sign-in",
    "account": "allauth: each page knows whether one must be signed in",
    "mfa": "allauth: for the user's own second factors",
    "api": "API keys with scopes; see the API's own matrix",
    "ui-gallery": "only served while developing",
}


@dataclass(frozen=True)
class Address:
    """A URL pattern: its full name (with namespace), its route and its view."""

    name: str
    route: str
    view: Any
    group: str

    @property
    def needs_arguments(self) -> bool:
        return "<" in self.route or "(" in self.route


def addresses() -> list[Address]:
    """All of them, in the order of the configuration."""
    return list(_below(get_resolver().url_patterns, "", ""))


def ours() -> list[Address]:
    """Those that `allow` must have decided about."""
    return [address for address in addresses() if address.group not in DECIDED_ELSEWHERE]


def _below(patterns: Any, route: str, namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from _below(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join(filter(None, [namespace, pattern.name]))
            yield Address(name, here, pattern.callback, _group(name, here))


def _group(name: str, route: str) -> str:
    if route.startswith("admin/"):
        return "admin"
    if route.startswith("api/"):
        return "api"
    if route.startswith("accounts/"):
        return "mfa" if name.startswith("mfa") else "account"
    if route.startswith("gallery"):
        return "ui-gallery"
    return name
