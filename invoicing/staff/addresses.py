"""Addresses of the page at hand with other parameters: a filter and a page of a list are a URL."""

from __future__ import annotations

from django.http import HttpRequest


def with_parameters(request: HttpRequest, **changes: str) -> str:
    """The path with its parameters changed; an empty value takes the parameter away."""
    parameters = request.GET.copy()
    for name, value in changes.items():
        if value:
            parameters[name] = value
        else:
            parameters.pop(name, None)
    query = parameters.urlencode()
    return f"{request.path}?{query}" if query else request.path
