"""Uploads: whose a user may see, and which wait for a worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from billing_site.foundation.jobs import Ring
from metering.models import ReadingUpload
from metering.queries.visible_utilities import visible_utilities

WORK_ON_READING_UPLOAD_TASK: Final = "metering.tasks.work_on_reading_upload"


def visible_reading_uploads(user: AbstractBaseUser | AnonymousUser) -> QuerySet[ReadingUpload]:
    """The uploads of all utilities whose readings the user may see."""
    return ReadingUpload.objects.filter(utility__in=visible_utilities(user))


def find_uploads_at_work(now: datetime) -> Iterator[Ring]:
    """A ring for each upload that waits for a worker, the oldest first; for the clock that rings again."""
    uploads = ReadingUpload.objects.filter(state__in=ReadingUpload.AT_WORK).order_by("pk")
    for upload_id in uploads.values_list("pk", flat=True):
        yield Ring(WORK_ON_READING_UPLOAD_TASK, {"upload_id": upload_id})
