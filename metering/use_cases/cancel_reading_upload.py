"""Throw an upload away before anything of it was stored."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from billing_site.foundation import audit
from metering.models import ReadingUpload
from metering.models.upload_files import lock_content, remove_file
from metering.queries.wanted_content import is_content_wanted


class UnableToCancelReadingUpload(Exception):
    """The upload stays as it is."""


def cancel_reading_upload(*, upload: ReadingUpload, at: datetime, actor: AbstractBaseUser) -> ReadingUpload:
    """Cancel an upload that is being checked or decided on, and throw its bytes away.

    The row stays, so that it is known who sent what. The same file may come again.

    Raises UnableToCancelReadingUpload once it is being stored; cancelling twice does nothing.
    """
    states = ReadingUpload.State
    with transaction.atomic(durable=True):
        lock_content(upload.content_hash)
        upload = ReadingUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if upload.state == states.CANCELLED:
            return upload
        if upload.state not in (states.RECEIVED, states.CHECKED, states.REFUSED):
            raise UnableToCancelReadingUpload(f"it is {upload.get_state_display()}: undo it instead")
        upload.state, upload.decided_at, upload.decided_by_id = states.CANCELLED, at, actor.pk
        upload.save(update_fields=["state", "decided_at", "decided_by"])
        audit.record(action="CANCELLED", subject=upload, actor=actor, at=at)
        if not is_content_wanted(upload.content_hash):
            remove_file(upload.content_hash)
    return upload
