"""Find out what would become of an upload, and keep it for whoever decides."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsed_readings import RowError
from metering.models import ReadingUpload
from metering.models.upload_files import open_file
from metering.models.upload_hold import UploadHold
from metering.queries.bills_on_readings import count_bills_on
from metering.queries.dry_run import DryRun, dry_run
from metering.queries.upload_json import check_json, problems_json, refused_json

_GONE: Final = RowError(1, "file", "", "the file is no longer there", "send it again")


def check_reading_upload(*, upload: ReadingUpload, hold: UploadHold, at: datetime) -> None:
    """Read the file and convert it as an import would, without storing a reading, and keep what was found.

    The upload is CHECKED when at least one reading can be taken, else REFUSED. The file is read in a process
    of its own; whatever it does to that, this ends with a sentence about the file. A check of an upload that
    was cancelled meanwhile is forgotten.
    """
    total = upload.size_bytes
    try:
        with open_file(upload.content_hash) as source:
            found = dry_run(
                utility=upload.utility,
                source=source,
                source_name=upload.file_name,
                at=at,
                profile=LongCsvProfile(**upload.profile),
                position=lambda done: hold.tell(min(done, total), total),
            )
    except FileNotFoundError:
        found = DryRun(refusal=True)
        found.rejections.add(_GONE)
    bill_count = 0 if found.refusal else count_bills_on(found.comparison.changed_spans())
    with transaction.atomic(durable=True):
        ReadingUpload.objects.filter(pk=upload.pk, state=ReadingUpload.State.RECEIVED).update(
            state=ReadingUpload.State.REFUSED if found.refusal else ReadingUpload.State.CHECKED,
            checked_at=at,
            format=found.format,
            rejected_count=found.rejections.reading_count,
            check_result=check_json(found, bill_count),
            problems=problems_json(found.rejections.errors),
            refused_channels=refused_json(found.refused),
            **_counts(found),
        )


def _counts(found: DryRun) -> dict[str, int]:
    """None of a refused file's readings would be stored, however many can be read."""
    if found.refusal:
        return dict.fromkeys(("reading_count", "new_count", "same_count", "changed_count", "kept_count"), 0)
    counts = found.comparison
    return {
        "reading_count": found.reading_count,
        "new_count": counts.new_count,
        "same_count": counts.same_count,
        "changed_count": counts.changed_count,
        "kept_count": counts.kept_count,
    }
