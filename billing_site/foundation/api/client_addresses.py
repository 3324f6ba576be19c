"""Where a request comes from: the peer, or what proxies of ours say of it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address


def client_address(request: HttpRequest) -> Address | None:
    """The address; None when there is none, as on a socket without a network.

    Of X-Forwarded-For only the part counts that our own proxies wrote, as anybody can write the rest.
    """
    text = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies:
        told = request.headers.get("X-Forwarded-For", "").split(",")
        text = told[-proxies] if len(told) >= proxies else ""
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
