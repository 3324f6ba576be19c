"""Whether bytes are still needed as they arrived: the one rule for whoever would remove them."""

from __future__ import annotations

from metering.models import ReadingSubmission, ReadingUpload
from metering.models.kept_sources import has_source


def is_content_wanted(content_hash: str) -> bool:
    """Whether somebody still needs these bytes as they arrived; the caller holds `lock_content`.

    An upload that is not decided on does, a request that waits for a worker, and one that was stored before
    batches kept bytes of their own.
    """
    states, uploads = ReadingUpload.State, ReadingUpload.objects.filter(content_hash=content_hash)
    is_only_copy = not has_source(content_hash)
    return (
        uploads.filter(state__in=ReadingUpload.UNDECIDED).exists()
        or ReadingSubmission.objects.filter(
            content_hash=content_hash, state=ReadingSubmission.State.RECEIVED
        ).exists()
        or (is_only_copy and uploads.exclude(state=states.CANCELLED).exists())
    )
