"""What the workers of the queue are called for: the housekeeping."""

from __future__ import annotations

from django.utils import timezone

from billing_site.foundation import expired_rows


def delete_expired_rows(**_: object) -> None:
    """Delete what is kept no longer; nothing if there is none."""
    expired_rows.delete_expired_rows(at=timezone.now())
