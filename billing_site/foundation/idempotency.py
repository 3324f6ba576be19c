"""One effect per key, however often and however simultaneously a request is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from billing_site.foundation.models import IdempotencyKey

KEPT_FOR: Final = timedelta(days=7)
"""After that a key is as good as new."""


class KeyReused(Exception):
    """The key was already used by its owner for another request."""


@dataclass(frozen=True)
class Answer:
    """The response that belongs to a key, and whether it was given before."""

    response: Any
    is_replay: bool


def once(*, owner: str, key: str, request_hash: str, at: datetime, effect: Callable[[], Any]) -> Answer:
    """Call `effect` unless `owner` used `key` within KEPT_FOR, and return its response, a JSON value.

    Key, effect and response commit together; if `effect` raises, the key is free again. A second caller at the
    same time waits for the first and then gets its response. Raises KeyReused if the key came with another
    `request_hash` before. The first response has been through the database like every later one, so the two
    serialise to the same bytes.
    """
    with transaction.atomic():
        entry, is_new = _claimed(owner, key, request_hash, at)
        if entry.request_hash != request_hash:
            raise KeyReused(f"The key {key!r} was used for another request.")
        if is_new:
            entry.response = effect()
            entry.save(update_fields=["response"])
            entry.refresh_from_db(fields=["response"])
    return Answer(response=entry.response, is_replay=not is_new)


def _claimed(owner: str, key: str, request_hash: str, at: datetime) -> tuple[IdempotencyKey, bool]:
    """The key's row, and whether the caller is the one to fill it."""
    # The insert of a key that another transaction holds blocks until that one ends: no lock of our own.
    named = {"owner": owner, "key": key}
    defaults = {"request_hash": request_hash, "created_at": at}
    entry, is_new = IdempotencyKey.objects.get_or_create(**named, defaults=defaults)
    if not is_new and entry.created_at < at - KEPT_FOR:
        # Of several that come at once one deletes it, and the others wait for that one's row as above.
        IdempotencyKey.objects.filter(pk=entry.pk).delete()
        entry, is_new = IdempotencyKey.objects.get_or_create(**named, defaults=defaults)
    return entry, is_new
