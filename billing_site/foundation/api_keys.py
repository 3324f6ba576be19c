"""API keys: made once, shown once, known by their hash, rolled with an overlap, revoked at once."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from billing_site.foundation.models import MOST_NETWORKS, ApiKey

ROLL_OVERLAP: Final = timedelta(days=1)
KEY_IN_TEXT: Final = re.compile(r"ub_([0-9A-Za-z]{8})_[0-9A-Za-z]{43}")
_LETTERS: Final = string.ascii_letters + string.digits
_PREFIX_LENGTH: Final = 8
_SECRET_LENGTH: Final = 43  # 256 bits
_USE_NOTED_EVERY: Final = timedelta(minutes=1)


class UnableToChangeApiKey(Exception):
    """Nothing was changed; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class MadeApiKey:
    """A new key; `text` is the key itself, which nobody can ever read again."""

    api_key: ApiKey
    text: str


def make_api_key(
    *,
    name: str,
    scopes: Collection[ApiKey.Scope],
    utility_id: int | None,
    expires_at: datetime,
    at: datetime,
    actor: AbstractBaseUser | None,
    networks: Collection[str] = (),
) -> MadeApiKey:
    """Make a key with these scopes, for one utility's readings or for everything.

    `networks`, in CIDR notation, are where it may be used from; everywhere when there are none.

    Raises UnableToChangeApiKey when the scopes do not fit a key of one utility, or a network is none.
    """
    networks = _read_networks(networks)
    if utility_id is not None and not set(scopes) <= set(ApiKey.OF_ONE_UTILITY):
        raise UnableToChangeApiKey(
            "a key of one utility reads neither accounts nor invoices: take these scopes away, or the utility"
        )
    prefix, secret = _random(_PREFIX_LENGTH), _random(_SECRET_LENGTH)
    text = f"ub_{prefix}_{secret}"
    with transaction.atomic():
        api_key = ApiKey.objects.create(
            name=name,
            prefix=prefix,
            key_hash=_hash(text),
            scopes=sorted(scopes),
            utility_id=utility_id,
            created_at=at,
            created_by_id=None if actor is None else actor.pk,
            expires_at=expires_at,
            networks=networks,
        )
        details = {
            "name": name,
            "prefix": prefix,
            "scopes": api_key.scopes,
            "utility_id": utility_id,
            "expires_at": expires_at,
            "networks": networks,
        }
        audit.record(action="MADE", subject=api_key, actor=actor, at=at, details=details)
    return MadeApiKey(api_key, text)


def roll_api_key(*, api_key: ApiKey, at: datetime, actor: AbstractBaseUser | None) -> MadeApiKey:
    """Make the key's successor, for as long again; the old one goes on for ROLL_OVERLAP at most.

    Raises UnableToChangeApiKey for a key that is revoked or expired.
    """
    with transaction.atomic():
        old = ApiKey.objects.select_for_update().get(pk=api_key.pk)
        if not is_usable(old, at):
            raise UnableToChangeApiKey(f"{old} is not usable any more: make a new key instead")
        made = make_api_key(
            name=old.name,
            scopes=[ApiKey.Scope(scope) for scope in old.scopes],
            utility_id=old.utility_id,
            expires_at=at + (old.expires_at - old.created_at),
            at=at,
            actor=actor,
            networks=old.networks,
        )
        old.expires_at = min(old.expires_at, at + ROLL_OVERLAP)
        old.save(update_fields=["expires_at"])
        details = {"successor": made.api_key.prefix, "expires_at": old.expires_at}
        audit.record(action="ROLLED", subject=old, actor=actor, at=at, details=details)
    return made


def revoke_api_key(
    *, api_key: ApiKey, at: datetime, actor: AbstractBaseUser | None, reason: str = ""
) -> None:
    """Make the key useless at once; does nothing to one that is revoked already."""
    with transaction.atomic():
        if ApiKey.objects.filter(pk=api_key.pk, revoked_at=None).update(revoked_at=at):
            audit.record(action="REVOKED", subject=api_key, actor=actor, at=at, details={"reason": reason})


def restrict_api_key(
    *, api_key: ApiKey, networks: Collection[str], at: datetime, actor: AbstractBaseUser | None
) -> None:
    """Have the key used from these networks only, in CIDR notation; from everywhere when there are none.

    Raises UnableToChangeApiKey when one of them is none, or they are too many.
    """
    networks = _read_networks(networks)
    with transaction.atomic():
        kept = ApiKey.objects.select_for_update().get(pk=api_key.pk)
        if kept.networks != networks:
            details = {"networks": networks, "before": kept.networks}
            kept.networks = networks
            kept.save(update_fields=["networks"])
            audit.record(action="RESTRICTED", subject=kept, actor=actor, at=at, details=details)


def may_come_from(api_key: ApiKey, address: IPv4Address | IPv6Address | None) -> bool:
    """Whether the key may be used from the address, which is None when nobody knows it."""
    if not api_key.networks:
        return True
    return address is not None and any(address in ip_network(one) for one in api_key.networks)


def usable_api_key(text: str, at: datetime) -> ApiKey | None:
    """The key that this text is, unless it is unknown, revoked or expired; its use is noted."""
    match = KEY_IN_TEXT.fullmatch(text)
    api_key = ApiKey.objects.filter(prefix=match[1]).first() if match else None
    if api_key is None or not hmac.compare_digest(api_key.key_hash, _hash(text)):
        return None
    if not is_usable(api_key, at):
        return None
    if api_key.last_used_at is None or api_key.last_used_at < at - _USE_NOTED_EVERY:
        ApiKey.objects.filter(pk=api_key.pk).update(last_used_at=at)
    return api_key


def is_usable(api_key: ApiKey, at: datetime) -> bool:
    """Whether the key opens anything at the instant."""
    return api_key.revoked_at is None and at < api_key.expires_at


def _read_networks(texts: Collection[str]) -> list[str]:
    """The networks as the database has them, each once; an address alone is a network of one."""
    if len(texts) > MOST_NETWORKS:
        raise UnableToChangeApiKey(f"name at most {MOST_NETWORKS} networks")
    found = []
    for text in texts:
        try:
            if "%" in text:  # a scope is of somebody else's machine
                raise ValueError(text)
            found.append(str(ip_network(text.strip())))
        except ValueError as error:
            raise UnableToChangeApiKey(f"{text[:60]} is no network: {_cure(text)}") from error
    return list(dict.fromkeys(found))


def _cure(text: str) -> str:
    try:
        network = ip_network(text.partition("%")[0].strip(), strict=False)
        return f"write {network} to mean all of it"
    except ValueError:
        return "write one such as 203.0.113.0/24 or 2001:db8::/32"


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _hash(text: str) -> str:
    # A key is 256 random bits: nothing is gained by a slow hash.
    return hashlib.sha256(text.encode()).hexdigest()
