"""Rows that nobody needs after a while: how long each kind is kept, and their deletion in small portions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.sessions.models import Session
from django.db import models, transaction
from django_q.models import Failure

from billing_site.foundation.idempotency import KEPT_FOR as IDEMPOTENCY_KEYS_KEPT_FOR
from billing_site.foundation.jobs import Ring
from billing_site.foundation.models import ApiKeyAddress, ApiRequest, IdempotencyKey

DELETE_EXPIRED_ROWS_TASK: Final = "billing_site.foundation.tasks.delete_expired_rows"
API_REQUESTS_KEPT_FOR: Final = timedelta(days=30)
# Rows expire all the time: they are deleted some at once, not each by itself.
_SLACK: Final = timedelta(hours=1)
_ROWS_AT_ONCE: Final = 2_000
_PORTIONS_AT_ONCE: Final = 50  # of one kind; the rest follows a minute later


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of `model` are kept for so long after the instant in `field`."""

    model: type[models.Model]
    field: str
    kept_for: timedelta

    def expired(self, now: datetime, slack: timedelta = timedelta(0)) -> models.QuerySet[Any]:
        """Those whose time was up so long ago."""
        return self.model._default_manager.filter(**{f"{self.field}__lt": now - self.kept_for - slack})


KINDS: Final = (
    Kept(IdempotencyKey, "created_at", IDEMPOTENCY_KEYS_KEPT_FOR),
    Kept(ApiRequest, "at", API_REQUESTS_KEPT_FOR),
    Kept(ApiKeyAddress, "last_seen_at", timedelta(days=366)),
    Kept(Session, "expire_date", timedelta(0)),
    Kept(Failure, "stopped", timedelta(days=90)),
)


def find_expired_rows(now: datetime) -> Iterator[Ring]:
    """Yield the one ring for the deletion while there is something to delete."""
    if any(kind.expired(now, _SLACK).exists() for kind in KINDS):
        yield Ring(DELETE_EXPIRED_ROWS_TASK, {})


def delete_expired_rows(*, at: datetime) -> int:
    """Delete what has expired, each portion in its own transaction; returns how many rows that were.

    Rows that somebody has locked are left for the next time. What is more than a job should take, too.
    """
    return sum(_delete_kind(kind, at) for kind in KINDS)


def _delete_kind(kind: Kept, at: datetime) -> int:
    deleted = 0
    for _ in range(_PORTIONS_AT_ONCE):
        portion = _delete_portion(kind, at)
        deleted += portion
        if portion < _ROWS_AT_ONCE:
            break
    return deleted


def _delete_portion(kind: Kept, at: datetime) -> int:
    with transaction.atomic():
        rows = kind.expired(at).order_by(kind.field).select_for_update(skip_locked=True)
        ids = list(rows.values_list("pk", flat=True)[:_ROWS_AT_ONCE])
        return kind.model._default_manager.filter(pk__in=ids).delete()[0]
