"""The audit trail: who did what, written in the transaction that does it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from billing_site.foundation.models import AuditEntry
from billing_site.foundation.subjects import subject_id, subject_type

NOBODY = "system"


def record(
    *,
    action: str,
    subject: models.Model,
    actor: AbstractBaseUser | str | None,
    at: datetime,
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry in the caller's transaction, so that deed and entry are kept or lost together.

    `actor` is the user; or a label for what acts without one ("API key meter-head-end", "manage.py
    import_plan"); or None for the system itself. `details` may hold dates and Decimals: they are stored as
    text. Raises ValueError if the subject has no primary key yet.
    """
    actor_id, label = _named(actor)
    return AuditEntry.objects.create(
        at=at,
        actor_id=actor_id,
        actor_label=label,
        action=action,
        subject_type=subject_type(subject),
        subject_id=subject_id(subject),
        details=details or {},
    )


def record_each(
    *,
    action: str,
    subjects: Sequence[models.Model],
    actor: AbstractBaseUser | str | None,
    at: datetime,
    details: Sequence[dict[str, Any]],
) -> None:
    """As `record`, one entry for each of the subjects and its details, in one query."""
    actor_id, label = _named(actor)
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=at,
            actor_id=actor_id,
            actor_label=label,
            action=action,
            subject_type=subject_type(subject),
            subject_id=subject_id(subject),
            details=detail,
        )
        for subject, detail in zip(subjects, details, strict=True)
    )


def _named(actor: AbstractBaseUser | str | None) -> tuple[Any, str]:
    if isinstance(actor, AbstractBaseUser):
        return actor.pk, actor.get_username()
    return None, actor or NOBODY
