"""Store the readings of an upload that somebody has committed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from metering.file_formats.long_csv import LongCsvProfile
from metering.file_formats.parsing_apart import parse_apart
from metering.models import ReadingUpload
from metering.models.upload_files import lock_content, open_file, remove_file
from metering.models.upload_hold import UploadHold
from metering.queries.upload_json import problems_json, refused_json
from metering.queries.wanted_content import is_content_wanted
from metering.use_cases.import_readings import ImportedReadings, UnableToImportReadings, import_readings


def store_reading_upload(*, upload: ReadingUpload, hold: UploadHold, at: datetime) -> None:
    """Import the file as its batch and note what became of it; refused, the upload is to be decided again.

    The import is a transaction of its own: when we die after it, the next attempt finds the batch.
    """
    try:
        with open_file(upload.content_hash) as source:
            imported = import_readings(
                utility=upload.utility,
                source=source,
                source_name=upload.file_name,
                received_at=at,
                actor=upload.decided_by,
                accept_partial=upload.accepts_partial,
                profile=LongCsvProfile(**upload.profile),
                parse=parse_apart,
                progress=lambda done: hold.tell(done, max(done, upload.reading_count)),
            )
    except UnableToImportReadings as refusal:
        _update(
            upload,
            state=ReadingUpload.State.CHECKED if upload.reading_count else ReadingUpload.State.REFUSED,
            trouble=_trouble(upload, refusal),
            problems=problems_json(refusal.errors),
            check_result={**upload.check_result, "error_count": refusal.error_count},
        )
        return
    except FileNotFoundError:
        _update(
            upload,
            state=ReadingUpload.State.REFUSED,
            trouble="Nothing was stored: the file is no longer there. Send it again.",
        )
        return
    _update(
        upload,
        state=ReadingUpload.State.COMMITTED,
        batch=imported.batch,
        committed_at=at,
        committed_by=upload.decided_by,
        **_receipt(upload, imported),
    )
    _throw_away(upload)


def _throw_away(upload: ReadingUpload) -> None:
    """Remove the bytes as they arrived, unless somebody still waits for them: the batch keeps its own, compressed."""
    with transaction.atomic(durable=True):
        lock_content(upload.content_hash)
        if not is_content_wanted(upload.content_hash):
            remove_file(upload.content_hash)


def _receipt(upload: ReadingUpload, imported: ImportedReadings) -> dict[str, Any]:
    """What the import itself has said; an attempt that found the batch goes by the check."""
    if not imported.is_new:
        return {}
    receipt = {
        "day_count": imported.day_count,
        "finding_count": imported.finding_count,
        "repeated_count": imported.duplicate_count,
        "error_count": imported.error_count,
    }
    rows = imported.batch.rejected_rows.order_by("pk").values("row", "field", "value", "message", "cure")
    # What a batch does not keep of its rejected rows: how many readings each stands for.
    counts = {problem["row"]: problem["reading_count"] for problem in upload.problems}
    return {
        "rejected_count": imported.batch.rejected_count,
        "check_result": {**upload.check_result, **receipt},
        "problems": [{**row, "reading_count": counts.get(row["row"], 1)} for row in rows],
        "refused_channels": refused_json(imported.refused),
    }


def _trouble(upload: ReadingUpload, refusal: UnableToImportReadings) -> str:
    count = f"{refusal.error_count:,} problem{'s' if refusal.error_count != 1 else ''}"
    if upload.accepts_partial:
        return f"Nothing was stored: {count} found."
    return f"Nothing was stored, as you asked for all or nothing: {count} found."


def _update(upload: ReadingUpload, **facts: Any) -> None:
    with transaction.atomic(durable=True):
        ReadingUpload.objects.filter(pk=upload.pk, state=ReadingUpload.State.COMMITTING).update(**facts)
