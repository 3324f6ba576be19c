"""What others are to be told, written in the transaction that makes it true."""

from datetime import datetime
from typing import Any

from django.db import models

from billing_site.foundation.models import OutboxEvent
from billing_site.foundation.subjects import subject_id, subject_type


def announce(*, kind: str, subject: models.Model, payload: dict[str, Any], at: datetime) -> OutboxEvent:
    """Write one event in the caller's transaction; e-mail and webhooks are sent from it afterwards, by a job.

    Whoever sends must expect to send twice: it can die between sending and setting `handled_at`, so what it
    sends carries an id made from `sequence`. Raises ValueError if the subject has no primary key yet.
    """
    return OutboxEvent.objects.create(
        kind=kind,
        subject_type=subject_type(subject),
        subject_id=subject_id(subject),
        payload=payload,
        created_at=at,
    )
